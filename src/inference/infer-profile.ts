import type { Contract, Optimizer } from '../optimizers/optimizer.ts';
import { inferDecay } from './decay.ts';
import { inferGradientExponents } from './gradient-exponents.ts';
import { tolerance } from './measuring-precision.ts';
import type { Claim, Profile } from './profile.ts';
import { inferResponse } from './response.ts';
import { inferStepSizes } from './step-sizes.ts';
import { almostSymmetry, inferSymmetry, intrinsicCombination } from './symmetry.ts';

/**
 * Completes an optimizer's contract by measurement: what the contract states is claimed, what it leaves out is inferred from the
 * behaviour on small synthetic problems, and conventions worth knowing are noted.
 *
 * @param optimizer any optimizer; it is run for a few hundred steps on tensors of a few entries
 * @returns the profile that the laws test against
 * @throws whatever the optimizer's own `init` or `update` throws
 *
 * @example
 * ```ts
 * const profile = inferProfile({ ...adamw, contract: undefined });
 * expect(profile.intrinsic).toBe('η·λ');
 * expect(profile.symmetry.value).toEqual({ learningRate: 1, weightDecay: -1, epsilon: -1 });
 * expect(profile.weightDecay).toEqual({ value: 'decoupled', from: 'inferred' });
 * ```
 */
export function inferProfile(optimizer: Optimizer): Profile {
  const contract: Contract = optimizer.contract ?? {};
  const measured = inferSymmetry(optimizer);
  const symmetry = contract.symmetry ?? measured;
  const response = inferResponse(optimizer, symmetry);
  const stepSizes = inferStepSizes(optimizer, symmetry);
  const decay = inferDecay(optimizer, { kind: contract.weightDecay, order: contract.decayOrder });
  const claim = <Value>(claimed: Value | undefined, inferred: Value): Claim<Value> =>
    claimed === undefined ? { value: inferred, from: 'inferred' } : { value: claimed, from: 'contract' };

  const findings: Record<string, string> = {};
  // Where the decay is exempt it does more than decay, by design: what it does beyond that is no finding.
  if (decay.finding !== undefined && contract.exempt?.['zero-gradient-decay'] === undefined) findings.decay = decay.finding;
  if (response.finding !== undefined) findings.response = response.finding;

  if (contract.momentum !== undefined && response.momentum !== undefined && response.momentum !== contract.momentum) {
    const [is, claimed] = response.momentum === 'rate-inside' ? ['inside', 'outside'] : ['outside', 'inside'];
    findings.momentum = `the learning rate acts ${is} the momentum buffer, where the contract says ${claimed}`;
  }
  if (stepSizes?.finding !== undefined) findings.stepSizes = stepSizes.finding;

  const notes: string[] = [...(optimizer.notes ?? [])];
  if (stepSizes?.family?.note !== undefined) notes.push(stepSizes.family.note);
  if (contract.weightDecay === undefined && decay.matching.length > 0 && decay.nearest.kind === 'independent') {
    notes.push('the decay is independent of the learning rate: weights are multiplied by 1 − λ a step');
  }
  if (contract.decayOrder === undefined && decay.matching.length > 0 && decay.nearest.order === 'after') {
    notes.push('the decay is applied after the update and shrinks the update too');
  }
  if (contract.momentum === undefined && response.momentum === 'rate-inside')
    notes.push('the learning rate is inside the momentum buffer');
  const unrounded = (weight: number): number => (Math.abs(weight - 1) <= tolerance(optimizer, 1e-9, 1e-5) ? 1 : weight);
  const r0 = unrounded(response.kernel?.[0] ?? 1);
  const later0 = unrounded(response.laterKernel?.[0] ?? r0);
  if (response.family === 'averaged')
    notes.push(`the momentum buffer averages gradients: each enters with weight ${Number(r0.toPrecision(4))}`);
  else if (response.family === 'heavy-ball' && response.finding === undefined && (r0 < 1 - 1e-9 || later0 < 1 - 1e-9)) {
    notes.push(
      `gradients are dampened: they enter the buffer with weight ${Number(later0.toPrecision(4))}${r0 === later0 ? '' : `, the first one with ${Number(r0.toPrecision(4))}`}`,
    );
  }
  for (const [name, exponent] of Object.entries(measured ?? {})) {
    if (name !== 'learningRate' && name !== 'weightDecay' && exponent === -2 && contract.symmetry?.[name] === undefined) {
      notes.push(`${name} acts inside the root (exponent −2)`);
    }
  }

  const almost = symmetry === null ? almostSymmetry(optimizer) : undefined;
  if (almost !== undefined) {
    const { learningRate, weightDecay, ...others } = almost.exponents;
    const exponents = Object.entries({ learningRate, weightDecay, ...others }).map(([name, value]) => `${name} ${value}`);
    notes.push(
      `directions follow ${intrinsicCombination(almost.exponents)} but for ${almost.deviation.toPrecision(1)} (exponents ${exponents.join(', ')}): a small constant with a dimension cannot be rescaled`,
    );
  }

  const momentum = contract.momentum ?? response.momentum;
  return {
    symmetry: claim(contract.symmetry, measured),
    weightDecay: claim(contract.weightDecay, decay.nearest.kind),
    decayOrder: claim(
      contract.decayOrder,
      contract.weightDecay === undefined
        ? decay.nearest.order
        : (decay.matching.find(({ kind }) => kind === contract.weightDecay)?.order ?? 'before'),
    ),
    ...(stepSizes === undefined ? {} : { stepSizes }),
    ...(momentum === undefined ? {} : { momentum: claim(contract.momentum, momentum) }),
    ...(symmetry === null ? {} : { gradientExponents: inferGradientExponents(optimizer, symmetry) }),
    response: response.family,
    momentumCoefficient: response.momentumCoefficient,
    ...(response.kernel === undefined ? {} : { kernel: response.kernel, gradientWeights: [r0, later0] }),
    intrinsic: intrinsicCombination(symmetry),
    inferred: { intrinsic: intrinsicCombination(measured), symmetry: measured },
    notes,
    findings,
  };
}
