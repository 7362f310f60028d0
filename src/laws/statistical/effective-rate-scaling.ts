import type { Law } from '../law.ts';
import { sizeInWords } from '../../verdicts/size-in-words.ts';
import { scales } from './equilibrium-domain.ts';
import { effectiveRateOf } from './equilibrium-start.ts';
import { balanceOf, ratePairArms, ratePairMetrics, ratePairs, type RatePair } from './rate-pairs.ts';
import { replicaLaw } from './replica-law.ts';

/** The equilibrium effective rate grows as the root of the intrinsic learning rate. */
export const effectiveRateScaling: Law = replicaLaw<RatePair>({
  id: 'effective-rate-scaling',
  claim:
    'At equilibrium the effective learning rate is proportional to √(ηλ), once the second moment of the gradient is accounted for.',
  formula: 'SGD family: ELR* √S ∝ √(ηλ(2 − ηλ));  scale-free rules with decoupled decay: η/‖w‖ ∝ √(ηλ)',
  source: 'Li, Lyu & Arora 2020, equation for γ at equilibrium; van Laarhoven 2017; Wan et al. 2021',
  domain:
    'pairs of κ and κ/4 with κ in [0.01, 0.05]; S is measured in each arm; rules with a memory where gradients are independent over it, as a reference with the same memory shows; each replica by itself, wherever it stays',
  unit: 'log ratio',
  ensembles: 'rate-pairs',
  claims: 'equal',
  applies: scales,

  configurations: ratePairs,
  arms: ratePairArms,
  metrics: ratePairMetrics,

  quantities: (context, { decayRate: rate }) => [
    {
      name: effectiveRateOf(context).name,
      value: (arms) => balanceOf(context, rate, arms),
      tolerance: context.objective.noise === 'minibatch' ? 0.06 : 0.03,
    },
  ],

  steady: (context) => [{ metric: effectiveRateOf(context), drift: (a, b) => b - a, tolerance: 0.06, apart: true }],

  cause: 'balance-other',
  diagnose: ({ subject }, _, [found]) =>
    subject.profile.findings.decay?.sentence ??
    `the effective rate at fourfold ηλ is off by ${sizeInWords(found)} from twice that at ηλ: the balance of decay and gradient noise is not the one that it claims`,
});
