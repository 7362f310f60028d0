import fc from 'fast-check';
import { log } from '../../arithmetic/elementary.ts';
import { decayRate } from '../../inference/decay-rate.ts';
import { gradientMoment } from '../../metrics/gradient-moment.ts';
import type { Counterexample, Law } from '../law.ts';
import { effectiveRateOf, equilibriumScale, momentTime, quickMoments, scales, scalingRates } from './equilibrium-start.ts';
import { replicaLaw } from './replica-law.ts';
import type { Arm } from './replicas.ts';

interface Configuration extends Counterexample {
  /** Decay rate of the first arm; the second one's is a quarter of it. */
  readonly decayRate: number;
  readonly other: { readonly weightDecay: number; readonly initScale: number };
  readonly seed: number;
}

const factor = 4;

/** The equilibrium effective rate grows as the root of the intrinsic learning rate. */
export const effectiveRateScaling: Law = replicaLaw<Configuration>({
  id: 'effective-rate-scaling',
  claim:
    'At equilibrium the effective learning rate is proportional to √(ηλ), once the second moment of the gradient is accounted for.',
  formula: 'SGD family: ELR* √S ∝ √(ηλ(2 − ηλ));  scale-free rules with decoupled decay: η/‖w‖ ∝ √(ηλ)',
  source: 'Li, Lyu & Arora 2020, equation for γ at equilibrium; van Laarhoven 2017; Wan et al. 2021',
  domain: 'pairs of κ and κ/4 with κ in [0.01, 0.05]; S is measured in each arm',
  unit: 'log ratio',
  claims: 'equal',
  applies: scales,

  configurations: async (context) => {
    const scale = await equilibriumScale(context);
    const { profile } = context.subject;
    const decayOf = (rate: number): number => rate / decayRate(profile, 1, 1)!;
    return fc
      .record({
        decayRate: fc.constantFrom(...scalingRates(context.subject, [0.05, 0.04, 0.025, 0.02, 0.01])),
        seed: fc.nat(0xffff),
      })
      .map(
        ({ decayRate: rate, seed }): Configuration => ({
          learningRate: 1,
          weightDecay: decayOf(rate),
          initScale: scale(1, rate, 1),
          decayRate: rate,
          other: { weightDecay: decayOf(rate / factor), initScale: scale(1, rate / factor, 1) },
          seed,
        }),
        (value) => ({ decayRate: (value as Configuration).decayRate, seed: (value as Configuration).seed }),
      );
  },

  arms: ({ subject }, { learningRate, weightDecay, initScale, decayRate: rate, other, seed }, stretch): readonly [Arm, Arm] => {
    const hyperparameters = quickMoments(subject.optimizer);
    const slowest = momentTime({ ...subject.optimizer.hyperparameters, ...hyperparameters });
    const reading = (speed: number): Pick<Arm, 'windows' | 'equilibrium' | 'hyperparameters' | 'learningRate'> => {
      const burnIn = Math.ceil(6 / speed + slowest);
      return {
        learningRate,
        hyperparameters,
        windows: [{ from: burnIn + 1, to: burnIn + Math.ceil((10 * stretch) / speed) }],
        equilibrium: 0,
      };
    };
    return [
      { weightDecay, initScale, initialisation: `first/${seed}`, ...reading(rate) },
      { ...other, initialisation: `second/${seed}`, ...reading(rate / factor) },
    ];
  },

  metrics: (context) => [effectiveRateOf(context), gradientMoment],

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

  diagnose: ({ subject }, _, [{ effect }]) =>
    subject.profile.findings.decay ??
    `the effective rate at fourfold ηλ is off by ${(100 * effect).toFixed(1)} % from twice that at ηλ: the balance of decay and gradient noise is not that of the contract`,
});
