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
      // It is measured over a hundred steps or so; what follows falls by μ each.
      const { kernel, momentumCoefficient: momentum } = profile;
      const tail = (kernel[kernel.length - 1] * momentum) / (1 - momentum);
      const sum = ((kernel.reduce((total, r) => total + r, 0) + tail) * later) / first;
      // Five digits: a measurement has no more.
      return learningRate * weightDecay * Number(sum.toPrecision(5));
    }
    case 'none':
      return undefined;
  }
}
