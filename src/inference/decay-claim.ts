import type { Contract, Optimizer } from '../optimizers/optimizer.ts';
import type { CauseId, Diagnosis } from './cause.ts';
import type { DesignedDecay } from './decay-designs/decay-design.ts';
import type { DecayHypothesis } from './decay-hypothesis.ts';
import { isVector } from './is-vector.ts';

/** What a contract says of the decay. */
export type DecayClaim = Pick<
  Contract,
  'weightDecay' | 'decayOrder' | 'decayExempt' | 'decayMask' | 'decayOrigin' | 'rateReference'
>;

/** Of a λ that does nothing. */
export const dead: Diagnosis = { cause: 'decay-dead', sentence: 'weight decay is not applied: λ is accepted and has no effect' };

/** What a contract says beyond the kind of the decay. */
export function claimedModifiers(
  { decayExempt, decayMask, decayOrigin, rateReference }: DecayClaim,
  { hyperparameters = {} }: Optimizer,
): Partial<DecayHypothesis> {
  const reference = rateReference === undefined ? undefined : hyperparameters[rateReference];
  return {
    ...(decayExempt === 'vectors' && { exempt: isVector }),
    ...(typeof decayExempt === 'function' && {
      exempt: (shape: readonly number[], name: string) => decayExempt(name, shape),
    }),
    ...(Array.isArray(decayExempt) && { exempt: (_: readonly number[], name: string) => decayExempt.includes(name) }),
    ...(decayMask !== undefined && { mask: decayMask }),
    ...(decayOrigin === 'start' && { towardsStart: true }),
    ...(reference !== undefined && { strength: () => 1 / reference }),
  };
}

/** Designs whose factor is that of the step, or is known tensor by tensor. */
const wholeDesigns: readonly CauseId[] = ['decay-share-of-step', 'decay-by-place', 'ascent'];

/**
 * A design with another strength than 1 is not the decay that a contract with a kind claims.
 *
 * @param isUniform the step is the same function of gradients in tensors of every shape
 */
export function contradicts(
  { hypothesis: { strength, factor, towardsStart }, cause, isDoubtful }: DesignedDecay,
  claimed: DecayClaim,
  isUniform: boolean,
): boolean {
  if (isDoubtful === true && claimed.decayExempt !== undefined) return true;
  if (claimed.weightDecay === undefined) return false;
  // A factor of the shape is that of the whole step, where the step has one.
  if (cause === 'decay-scaled-by-shape') return isUniform;
  if (towardsStart === true) return claimed.decayOrigin === undefined;
  return (strength !== undefined || factor !== undefined) && !wholeDesigns.includes(cause);
}

/**
 * What is claimed beside the kind of a decay and not done: the decay is that of all weights at their own rate.
 *
 * @returns the claim, as the contract spells it
 */
export function idleModifier({ decayExempt, decayMask, decayOrigin, rateReference }: DecayClaim): string | undefined {
  if (decayExempt !== undefined) return 'decayExempt';
  if (decayMask !== undefined) return 'decayMask';
  if (decayOrigin !== undefined) return 'decayOrigin';
  return rateReference === undefined ? undefined : 'rateReference';
}

/** What the subject does instead of what its contract claims. */
export function otherConvention({ kind, order }: DecayHypothesis, claimed: DecayClaim): Diagnosis {
  if (kind === 'none') return dead;
  if (kind === 'independent' && claimed.weightDecay !== 'independent')
    return {
      cause: 'decay-not-times-rate',
      sentence: 'the decay is not multiplied by the learning rate: it is λ a step, not ηλ',
    };
  if (claimed.weightDecay === 'independent' && kind !== 'independent')
    return { cause: `decay-${kind}`, sentence: `the decay is multiplied by the learning rate: it is ηλ a step (${kind}), not λ` };
  if (order === 'proximal' && claimed.decayOrder !== 'proximal') {
    const sentence = 'the decay is proximal: weights are divided by 1 + ηλ, which is 1 − ηλ to first order only';
    return { cause: 'decay-proximal', sentence };
  }
  if (order === 'after' && claimed.decayOrder !== 'after')
    return { cause: 'decay-after-update', sentence: 'the decay is applied after the update, so it shrinks the update too' };
  if (kind === claimed.weightDecay || claimed.weightDecay === undefined)
    return {
      cause: 'claim-false',
      sentence: `the decay acts ${order} the update, where the contract says ${claimed.decayOrder}`,
    };
  return kind === 'coupled'
    ? {
        cause: 'decay-coupled',
        sentence:
          'the decay is coupled (L2): λw is added to the gradient, where the contract says weights are multiplied by 1 − ηλ',
      }
    : {
        cause: 'decay-decoupled',
        sentence:
          'the decay is decoupled: weights are multiplied by 1 − ηλ beside the update, where the contract says λw is added to the gradient',
      };
}
