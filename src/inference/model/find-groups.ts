import { findTogether } from './find-together.ts';
import { jointGroups } from './joint-groups.ts';
import type { ModelProbe } from './model-probe.ts';
import { partitionsOf, type Partition } from './partition.ts';
import type { ScaleResponse } from './scale-response.ts';
import { innerProduct, lengthOf, scaleUnit, wholeUnit, type Unit, type Weights } from './unit.ts';

/** Tensors that are scale-invariant together, or one alone, perhaps part by part. */
export interface FoundGroup {
  readonly tensors: readonly number[];
  readonly response: ScaleResponse;
  readonly partition?: Partition;
}

/** Weights, one set a point, and the gradients there. */
interface Reading {
  readonly weights: readonly Weights[];
  readonly gradients: readonly Weights[];
}

/** Most parts of one tensor whose losses are read over many scales. */
const sampledParts = 4;

/** A scale at which an epsilon is small, and a penalty does not yet hide the rest. */
const lessFar = 32;

/** Whether a response is that of scale-invariant weights, or nearly so. */
export const settles = ({ kind }: ScaleResponse): boolean => kind === 'exact' || kind === 'to-rounding' || kind === 'decaying';

const penaltyFree = ({ penalty }: ScaleResponse): boolean => penalty === undefined;

/**
 * Finds the groups of a model: ⟨g, w⟩ = 0 for each, far out, where an epsilon is negligible.
 *
 * @param used indices of the tensors that the loss sees
 * @param responses how the loss answers when each tensor is scaled
 */
export function findGroups(probe: ModelProbe, used: readonly number[], responses: readonly ScaleResponse[]): FoundGroup[] {
  const candidates = used.filter((i) => settles(responses[i]));
  if (candidates.length === 0) return [];
  const { points, far, radial, gradientAt, model } = probe;
  // One number is no direction; far out a temperature would leave nothing of the loss.
  const scaled = candidates.filter((i) => responses[i].kind === 'decaying' && points[0][i].length > 1);
  const distantWeights = points.map((weights) => scaleUnit(weights, wholeUnit(...scaled), far));
  const near: Reading = { weights: points, gradients: probe.gradients };
  const distant: Reading =
    scaled.length === 0
      ? near
      : { weights: distantWeights, gradients: distantWeights.map((weights, point) => gradientAt(point, weights)) };
  const read = responses.map(({ kind, penalty = 0 }, tensor) =>
    penalty > 0 ? withoutPenalty(tensor, penalty) : kind === 'decaying' ? distant : near,
  );
  const productsOf = (tensor: number, unit: Unit): { across: number; lengths: number }[] =>
    read[tensor].weights.map((weights, point) => innerProduct(unit, weights, read[tensor].gradients[point]));

  /** Far out the gradient 2aw of a penalty hides everything else: it is read less far, and taken out. */
  function withoutPenalty(tensor: number, penalty: number): Reading {
    const weights = points.map((own) => scaleUnit(own, wholeUnit(tensor), lessFar));
    const clean = weights.map((own, point) =>
      gradientAt(point, own).map((data, i) => (i === tensor ? data.map((g, j) => g - 2 * penalty * own[i][j]) : data)),
    );
    return { weights, gradients: clean };
  }

  const vanishes = (tensor: number, unit: Unit, parts: number): boolean => {
    const slack = responses[tensor].penalty === undefined ? 1 : 100;
    return productsOf(tensor, unit).every(({ across }, point) => {
      const scale = lengthOf(read[tensor].weights[point][tensor]) * lengthOf(read[tensor].gradients[point][tensor]);
      return Math.abs(across) <= (slack * radial * scale) / parts;
    });
  };

  /** Whether every part is invariant on its own; parts without any gradient say nothing, and most have one. */
  const divides = (tensor: number, { parts }: Partition): boolean => {
    const units = parts.map((entries): Unit => [{ tensor, entries }]);
    const active = units.filter((unit) => productsOf(tensor, unit).some(({ lengths }) => lengths > 0));
    if (2 * active.length < units.length || !active.every((unit) => vanishes(tensor, unit, units.length))) return false;
    // An epsilon shows in the whole already; of a few parts its effect may be too small to be read.
    if (responses[tensor].kind === 'decaying') return true;
    const sample = active.filter((_, index) => index % Math.ceil(active.length / sampledParts) === 0);
    return sample.every((unit) => settles(probe.respond(unit)));
  };

  const { sets, entangled } = findTogether(
    probe,
    candidates.filter((i) => responses[i].kind === 'decaying' && penaltyFree(responses[i])),
  );
  const together = new Set(sets.flatMap(({ tensors }) => tensors));
  const alone = candidates.filter((i) => !together.has(i) && !entangled.has(i) && vanishes(i, wholeUnit(i), 1));
  const singles = alone.map((i): FoundGroup => {
    const partition = partitionsOf(model.parameters[i].shape).find((candidate) => divides(i, candidate));
    return { tensors: [i], response: responses[i], ...(partition !== undefined && { partition }) };
  });

  const taken = new Set([...alone, ...together, ...entangled]);
  const joint = [near, distant].flatMap(({ weights, gradients }) => {
    const others = candidates.filter((i) => !taken.has(i));
    const matrix = points.map((_, point) =>
      others.map((i) => innerProduct(wholeUnit(i), weights[point], gradients[point]).across),
    );
    return jointGroups(matrix, 10 * radial).flatMap((set): FoundGroup[] => {
      const tensors = set.map((column) => others[column]);
      const response = tensors.some((tensor) => taken.has(tensor)) ? undefined : probe.respond(wholeUnit(...tensors));
      if (response === undefined || !settles(response)) return [];
      for (const tensor of tensors) taken.add(tensor);
      return [{ tensors, response }];
    });
  });
  return [...sets, ...singles, ...joint].sort((a, b) => a.tensors[0] - b.tensors[0]);
}
