import type { Profile } from './profile.ts';

/**
 * Share of the weights that decays in a step at equilibrium: the rate at which a run forgets, 1/steps.
 *
 *     SGD family  ηλ Σ r_k (so ηλ/(1 − μ) with momentum, times 1 − dampening);   decoupled  ηλ;   independent  λ
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
    case 'coupled': {
      if (profile.kernel === undefined) return undefined;
      // The kernel is that of the first gradient, which dampening leaves alone.
      const [first, later] = profile.gradientWeights ?? [1, 1];
      const sum = (profile.kernel.reduce((total, r) => total + r, 0) * later) / first;
      // Five digits: the kernel is measured, and cut off after a hundred steps or so.
      return learningRate * weightDecay * Number(sum.toPrecision(5));
    }
    case 'none':
      return undefined;
  }
}
