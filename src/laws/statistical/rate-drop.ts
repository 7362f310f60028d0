import fc from 'fast-check';
import { exp, log } from '../../arithmetic/elementary.ts';
import { decayRate } from '../../inference/decay-rate.ts';
import { otherDrop } from '../../inference/decay-strength.ts';
import { gradientMoment } from '../../metrics/gradient-moment.ts';
import type { Counterexample, Law } from '../law.ts';
import { scales } from './equilibrium-domain.ts';
import { effectiveRateOf, equilibriumScale, quickMoments, scalingRates } from './equilibrium-start.ts';
import { windowFactor } from './noise-moments.ts';
import { demandBalance } from './rate-pairs.ts';
import { replicaLaw } from './replica-law.ts';
import type { Arm } from '../../experiments/arm.ts';
import type { Quantity } from '../../verdicts/quantity.ts';
import { sizeInWords } from '../../verdicts/size-in-words.ts';

interface Configuration extends Counterexample {
  /** Share of the weights that decays in a step before the drop. */
  readonly decayRate: number;
  /** k: what the learning rate is divided by. */
  readonly drop: number;
  readonly seed: number;
}

/** Times after the drop, in units of 1/κ′, at which the recovery is read. */
const recovery = [0.1, 0.25, 0.5, 1];

/** Dropping the learning rate lowers the effective rate at once by k, and for good by √k only. */
export const rateDrop: Law = replicaLaw<Configuration>({
  id: 'rate-drop',
  claim: 'When the learning rate is divided by k, the effective rate falls by k at once and then recovers to a fall of √k.',
  formula:
    'η → η/k at equilibrium: ELR → ELR/k at once; finally √(S₀/S₁)/√k; in between [1 + (k − 1)e^(−4κ′t)]^(−1/2) of its final value (SGD family, pure noise)',
  source: 'Li, Lyu & Arora 2020, section 5; the course in time solves dγ/dt = −4κγ + 2S for γ = ‖w‖⁴/η²',
  domain:
    'optimizers with a decay rate κ proportional to η; k in {2, 4}, κ in [0.02, 0.05]; S, the second moment of the gradient, is measured; each replica by itself, wherever it stays',
  unit: 'log ratio',
  claims: 'equal',
  applies: (subject, objective) => {
    const { weightDecay, momentum, momentumCoefficient } = subject.profile;
    if (weightDecay.value === 'independent')
      return 'the decay does not follow the learning rate, so a drop leaves the time scale and the equilibrium rotation alone';
    if (momentum?.value === 'rate-inside' && momentumCoefficient > 0)
      return 'past learning rates stay in the velocity, which notices a drop only in the course of its memory';
    return otherDrop(subject.profile) ?? scales(subject, objective);
  },

  configurations: async (context) => {
    await demandBalance(context);
    const scale = await equilibriumScale(context);
    const { profile } = context.subject;
    return fc
      .record({
        decayRate: fc.constantFrom(...scalingRates(context.subject, [0.05, 0.04, 0.025, 0.02, 0.01])),
        drop: fc.constantFrom<number>(4, 2),
        seed: fc.nat(0xffff),
      })
      .map(
        ({ decayRate: rate, drop, seed }): Configuration => ({
          learningRate: 1,
          weightDecay: rate / decayRate(profile, 1, 1)!,
          initScale: scale(1, rate, 1),
          decayRate: rate,
          drop,
          seed,
        }),
        (value) => {
          const { decayRate: rate, drop, seed } = value as Configuration;
          return { decayRate: rate, drop, seed };
        },
      );
  },

  arms: (
    { subject, objective },
    { learningRate, weightDecay, initScale, decayRate: rate, drop, seed },
    stretch,
  ): readonly [Arm, Arm] => {
    const { changed: hyperparameters, time } = quickMoments(subject);
    const at = Math.ceil(8 / rate + time);
    const slow = drop / rate;
    const shared = { weightDecay, initScale, hyperparameters, initialisation: `start/${seed}`, equilibrium: 0 };
    const length = 10 * stretch * windowFactor(objective);
    const before = { from: at + 1, to: at + Math.ceil(length / rate) };
    const after = { from: at + Math.ceil(4 * slow) + 1, to: at + Math.ceil((4 + length) * slow) };
    return [
      { ...shared, learningRate, windows: [before], traceAt: [at + 1, at + 2] },
      {
        ...shared,
        learningRate: {
          pieces: [
            { from: 1, value: learningRate },
            { from: at + 1, value: learningRate / drop },
          ],
        },
        windows: [after],
        traceAt: [at + 1, at + 2, ...recovery.map((time) => at + 1 + Math.round(time * slow))],
      },
    ];
  },

  metrics: (context) => [effectiveRateOf(context), gradientMoment],

  quantities: (context, { drop }) => {
    const rate = effectiveRateOf(context);
    const network = context.objective.noise === 'minibatch';
    const scaled = context.subject.profile.symmetry.value!.learningRate === 2 ? 0.5 : 0;
    const quantities: Quantity[] = [
      { name: 'fall at once', value: ([kept, dropped]) => dropped.at(rate, 0) - kept.at(rate, 0) + log(drop), tolerance: 1e-6 },
      // A step at the new rate changes less than one at the old rate does, unless the weights are touched otherwise.
      {
        name: 'fall after a step',
        value: ([kept, dropped]) => beyond(dropped.at(rate, 1) - dropped.at(rate, 0), kept.at(rate, 1) - kept.at(rate, 0)),
        tolerance: 0.1,
      },
      {
        name: 'final fall',
        value: ([kept, dropped]) =>
          dropped.mean(rate, 0) -
          kept.mean(rate, 0) +
          0.5 * log(drop) +
          scaled * log(dropped.mean(gradientMoment, 0) / kept.mean(gradientMoment, 0)),
        tolerance: network ? 0.06 : 0.03,
      },
    ];
    const course = (t: number): number => 0.5 * log(1 + (drop - 1) * exp(-4 * t));
    // The course in time is that of noise of one size: where a loss has a say, its share of the gradient changes on the way.
    if (context.objective.metrics.length === 0 && !network && scaled > 0) {
      quantities.push({
        name: 'recovery',
        value: ([, dropped]) =>
          recovery.reduce((sum, t, i) => sum + dropped.at(rate, 2 + i) - dropped.mean(rate, 0) + course(t), 0) / recovery.length,
        // Momentary values, which no window averages: in few dimensions they are too noisy.
        optional: true,
        // A momentum buffer follows late, which the course in time does not know.
        tolerance: context.subject.profile.momentumCoefficient > 0 ? 0.06 : 0.03,
      });
    }
    return quantities;
  },

  steady: (context) => [{ metric: effectiveRateOf(context), drift: (a, b) => b - a, tolerance: 0.06, apart: true }],

  cause: 'drop-other',
  diagnose: ({ subject }, { drop }, quantities) => {
    const refuted = quantities.filter(({ verdict }) => verdict === 'refuted');
    if (subject.profile.findings.decay !== undefined) return subject.profile.findings.decay.sentence;
    const [first] = refuted;
    return first.metric === 'fall at once' || first.metric === 'fall after a step'
      ? `dividing the learning rate by ${drop} does not divide the effective rate by ${drop} on the next step: the rate is stale, or the weights are rescaled`
      : `after the learning rate is divided by ${drop} the effective rate is off by ${sizeInWords(first)} (${first.metric}): the decay does not follow the scheduled rate`;
  },
});

/** How far a change lies outside of what is between no change and another one, with its sign. */
function beyond(change: number, other: number): number {
  return change - Math.max(Math.min(0, other), Math.min(change, Math.max(0, other)));
}
