import type { DifferentiableModel } from '../../objectives/model/differentiable-model.ts';
import { findBalances } from './balances.ts';
import { estimateEpsilon } from './epsilon-estimate.ts';
import { findGroups, settles, type FoundGroup } from './find-groups.ts';
import type { AnalysedGroup, AnalysedTensor, ModelAnalysis } from './model-analysis.ts';
import { describeBreaks } from './model-breaks.ts';
import { noteModel } from './model-notes.ts';
import { probeModel, type ModelProbe } from './model-probe.ts';
import { findInvariantParts } from './invariant-parts.ts';
import { findSilentParts } from './silent-parts.ts';
import { findPartialPenalty } from './partial-penalty.ts';
import { describePartition } from './partition.ts';
import type { ScaleResponse } from './scale-response.ts';
import { roleOf } from './tensor-role.ts';
import { innerProduct, lengthOf, scaleUnit, squareOf, wholeUnit } from './unit.ts';
import { unexpectedLaws } from './unexpected-laws.ts';

/**
 * Finds out which tensors of a model are scale-invariant, alone, jointly, or part by part, and what keeps the others from it.
 *
 * Invariance is tested as L(2^k·w) = L(w) bit for bit, joint groups as 0/1 combinations of tensors whose ⟨g, w⟩ sum to 0 at random points,
 * an epsilon by the way in which its effect falls as the weights grow (∝ ε/‖w‖² inside a root, ∝ ε/‖w‖ outside).
 *
 * @param model the model; its loss is evaluated some hundred times a tensor
 * @param seed selects the random points and batches
 * @throws ConfigurationError `MODEL_NOT_FINITE` where loss or gradient is not finite at ordinary weights, `MODEL_NOT_A_FUNCTION` where the
 *   loss differs between calls, `MODEL_GRADIENT` where an analytic gradient is not that of the loss, and what the model's functions cause
 */
export function analyseDifferentiable(model: DifferentiableModel, seed: number | string = 'model'): ModelAnalysis {
  const probe = probeModel(model, seed);
  const { parameters } = model;
  const indices = parameters.map((_, i) => i);
  const used = indices.filter((tensor) => isUsed(probe, tensor));
  const responses = indices.map((i): ScaleResponse => (used.includes(i) ? probe.respond(wholeUnit(i)) : { kind: 'exact' }));
  const penalties = responses.map(({ penalty = 0 }) => penalty);
  const clean = withoutPenalties(probe, penalties);
  const flat = new Set(used.filter((tensor) => isFlat(probe, tensor)));
  const found = findGroups(
    probe,
    used.filter((tensor) => !flat.has(tensor)),
    responses,
  );
  const groups = found
    .filter(({ tensors }) => tensors.every((i) => penalties[i] === 0))
    .map((group) => describeGroup(probe, group, () => estimateEpsilon(clean, group)));

  const tensors = indices.map((i): AnalysedTensor => {
    const group = groups.findIndex((candidate) => candidate.tensors.includes(i));
    const silent = used.includes(i) && !flat.has(i) ? findSilentParts(probe, i) : undefined;
    const described = {
      name: parameters[i].name,
      shape: parameters[i].shape,
      change: changeOf(probe, i),
      ...(silent !== undefined && { silentParts: silent }),
    };
    if (group >= 0) return { ...described, group };
    if (!used.includes(i)) return { ...described, role: 'unused' };
    if (flat.has(i)) return { ...described, role: 'flat' };
    const penalised = penalties[i] > 0 ? { penalty: penalties[i] } : {};
    if (penalties[i] > 0 && settles(responses[i])) {
      const own = found.find((candidate) => candidate.tensors.length === 1 && candidate.tensors[0] === i);
      const epsilon = own && estimateEpsilon(clean, own);
      return { ...described, role: 'penalised', ...penalised, ...(epsilon !== undefined && { epsilon }) };
    }
    const partial = findPartialPenalty(probe, i, responses[i]);
    if (partial !== undefined) return { ...described, role: 'penalised', ...partial };
    const parts = parameters[i].shape.length >= 2 ? findInvariantParts(probe, i) : undefined;
    const role = roleOf(probe, i, responses[i], used);
    return { ...described, ...role, ...penalised, ...(parts !== undefined && { invariantParts: parts }) };
  });

  const shared = (i: number): boolean => tensors[i].group === undefined || groups[tensors[i].group].tensors.length > 1;
  const scaled = used.filter((i) => shared(i) && tensors[i].role !== 'penalised' && !flat.has(i));
  const balances = findBalances(probe, scaled).map(({ tensors: members, powers }) => ({
    names: members.map((i) => parameters[i].name),
    powers,
  }));
  const analysis = { name: model.name, gradient: model.gradientSource, noise: model.noise, tensors, groups, balances };
  return {
    ...analysis,
    breaks: describeBreaks(analysis),
    notes: noteModel(analysis, model.arithmetic),
    unexpected: unexpectedLaws(analysis),
  };
}

/** Whether any value of a tensor changes the loss. */
function isUsed({ points, profiled, lossAt, rounding }: ModelProbe, tensor: number): boolean {
  return !profiled.every((point) => {
    const other = points[point].map((data, i) => (i === tensor ? points[profiled.length + point][i] : data));
    const loss = lossAt(point, points[point]);
    return Math.abs(lossAt(point, other) - loss) <= rounding * (Math.abs(loss) || 1);
  });
}

/** Whether the loss depends on a tensor and has no gradient along it. */
function isFlat({ points, profiled, lossAt, gradients, radial }: ModelProbe, tensor: number): boolean {
  return profiled.every((point) => {
    const other = points[point].map((data, i) => (i === tensor ? points[profiled.length + point][i] : data));
    const change = Math.abs(lossAt(point, other) - lossAt(point, points[point]));
    return lengthOf(gradients[point][tensor]) * lengthOf(points[point][tensor]) < radial * change;
  });
}

/** Relative change of the loss when a tensor is doubled, largest over the points. */
function changeOf({ points, profiled, lossAt }: ModelProbe, tensor: number): number {
  return Math.max(
    ...profiled.map((point) => {
      const loss = lossAt(point, points[point]);
      return Math.abs(lossAt(point, scaleUnit(points[point], wholeUnit(tensor), 2)) - loss) / (Math.abs(loss) || 1);
    }),
  );
}

/** The same model with the penalties on its tensors taken out of the loss. */
function withoutPenalties(probe: ModelProbe, penalties: readonly number[]): ModelProbe {
  if (penalties.every((penalty) => penalty === 0)) return probe;
  const lossAt: ModelProbe['lossAt'] = (point, weights, random) =>
    penalties.reduce(
      (loss, penalty, tensor) => (penalty === 0 ? loss : loss - penalty * squareOf(wholeUnit(tensor), weights)),
      probe.lossAt(point, weights, random),
    );
  return { ...probe, lossAt };
}

function describeGroup(
  { model: { parameters }, points, gradients }: ModelProbe,
  { tensors, response, partition }: FoundGroup,
  estimate: () => AnalysedGroup['epsilon'],
): AnalysedGroup {
  const near = points.map((weights, point) => innerProduct(wholeUnit(...tensors), weights, gradients[point]));
  const shared = {
    name: tensors.map((i) => parameters[i].name).join(' + '),
    tensors,
    ...(partition?.kind === 'column' && { columns: parameters[tensors[0]].shape.at(-1)! }),
    per: partition?.kind ?? ('whole' as const),
    ...(partition !== undefined && { axes: partition.axes, parts: describePartition(partition) }),
    ...(partition?.block !== undefined && { block: partition.block }),
    cosine: Math.max(...near.map(({ across, lengths }) => (lengths > 0 ? Math.abs(across) / lengths : 0))),
  };
  if (response.kind !== 'decaying') return { ...shared, invariance: response.kind === 'exact' ? 'exact' : 'to-rounding' };
  const epsilon = estimate();
  return { ...shared, invariance: 'nearly', ...(epsilon !== undefined && { epsilon }) };
}
