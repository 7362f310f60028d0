import type { Profile } from './profile.ts';

/**
 * Share of the weights that decays in a step at equilibrium: the rate at which a run forgets, 1/steps.
 *
 *     SGD family  ηλ Σ r_k (so ηλ/(1 − μ) with momentum);   decoupled  ηλ;   independent  λ
 *
 * @param profile of the optimizer
 * @param learningRate η
 * @param weightDecay λ
 * @returns `undefined` where it depends on the size of the gradients (coupled decay in scale-free optimizers) or is not known
 */
export function decayRate(profile: Profile, learningRate: number, weightDecay: number): number | undefined {
  switch (profile.weightDecay.value) {
    case 'independent':
      return weightDecay;
    case 'decoupled':
      return learningRate * weightDecay;
    case 'coupled':
      return profile.kernel === undefined
        ? undefined
        : // Five digits: the kernel is measured, and cut off after a hundred steps or so.
          learningRate * weightDecay * Number(profile.kernel.reduce((sum, r) => sum + r, 0).toPrecision(5));
    case 'none':
      return undefined;
  }
}
