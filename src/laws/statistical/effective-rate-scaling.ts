import { log } from '../../arithmetic/elementary.ts';
import { gradientMoment } from '../../metrics/gradient-moment.ts';
import type { Law } from '../law.ts';
import { effectiveRateOf, scales } from './equilibrium-start.ts';
import { factor, ratePairArms, ratePairMetrics, ratePairs, type RatePair } from './rate-pairs.ts';
import { replicaLaw } from './replica-law.ts';

/** The equilibrium effective rate grows as the root of the intrinsic learning rate. */
export const effectiveRateScaling: Law = replicaLaw<RatePair>({
  id: 'effective-rate-scaling',
  claim:
    'At equilibrium the effective learning rate is proportional to √(ηλ), once the second moment of the gradient is accounted for.',
  formula: 'SGD family: ELR* √S ∝ √(ηλ(2 − ηλ));  scale-free rules with decoupled decay: η/‖w‖ ∝ √(ηλ)',
  source: 'Li, Lyu & Arora 2020, equation for γ at equilibrium; van Laarhoven 2017; Wan et al. 2021',
  domain: 'pairs of κ and κ/4 with κ in [0.01, 0.05]; S is measured in each arm',
  unit: 'log ratio',
  ensembles: 'rate-pairs',
  claims: 'equal',
  applies: scales,

  configurations: ratePairs,
  arms: ratePairArms,
  metrics: ratePairMetrics,

  quantities: (context, { decayRate: rate }) => {
    const metric = effectiveRateOf(context);
    const squareRootLaw = context.subject.profile.symmetry.value!.learningRate === 2;
    // Exact in discrete time for SGD; a correction below the tolerance elsewhere.
    const expected = 0.5 * log((rate * (2 - rate)) / ((rate / factor) * (2 - rate / factor)));
    return [
      {
        name: metric.name,
        value: ([fast, slow]) =>
          fast.mean(metric, 0) -
          slow.mean(metric, 0) -
          expected +
          (squareRootLaw ? 0.5 * log(fast.mean(gradientMoment, 0) / slow.mean(gradientMoment, 0)) : 0),
        tolerance: context.objective.noise === 'minibatch' ? 0.06 : 0.03,
      },
    ];
  },

  steady: (context) => [{ metric: effectiveRateOf(context), drift: (a, b) => b - a, tolerance: 0.06 }],

  diagnose: ({ subject }, _, [{ unclipped }]) =>
    subject.profile.findings.decay?.sentence ??
    `the effective rate at fourfold ηλ is off by ${(100 * unclipped).toFixed(1)} % from twice that at ηλ: the balance of decay and gradient noise is not that of the contract`,
});
