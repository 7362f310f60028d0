import fc from 'fast-check';
import type { Arm } from '../../experiments/arm.ts';
import { fourthPower, secondOrderGain } from '../../metrics/fourth-power.ts';
import { gradientMoment } from '../../metrics/gradient-moment.ts';
import { logCosine } from '../../metrics/log-cosine.ts';
import { logWeightNorm } from '../../metrics/log-weight-norm.ts';
import { squaredAngularUpdate } from '../../metrics/squared-angular-update.ts';
import type { Objective } from '../../objectives/objective.ts';
import { sizeInWords } from '../../verdicts/size-in-words.ts';
import type { Law } from '../law.ts';
import { tooSlow, unlikeItsKind } from './equilibrium-domain.ts';
import { quickMoments } from './equilibrium-start.ts';
import { dimensionOf, isExact, momentOf, noiseConfiguration, ratesFor, type NoiseConfiguration } from './noise-configuration.ts';
import { isPureNoise, MEAN_SQUARE, noiseMoments } from './noise-moments.ts';
import { exactQuantities, leadingQuantities, relaxationSteps, SETTLED } from './noise-quantities.ts';
import { relativeNormBalance } from './relative-norm-balance.ts';
import { replicaLaw, type ReplicaLawDefinition } from './replica-law.ts';
import { rotationalEquilibrium, STEADY } from './rotational-equilibrium.ts';

/** Rotation and norm at equilibrium are those of the random-walk model, on pure noise. */
const absolute: ReplicaLawDefinition<NoiseConfiguration> = {
  id: 'norm-balance',
  claim: 'At equilibrium each step rotates the weights by about √(2ηλ), and the norm is where decay and gradient noise balance.',
  formula:
    'SGD: E ln cos = ln(1 − ηλ) and (1 − a⁴) E ρ⁴ = 2a²η²S + η⁴ E m²/ρ⁴, a = 1 − ηλ, exactly (chord² = 2ηλ and ρ*⁴ = ηS/(λ(2 − ηλ)) in many dimensions); momentum, AdamW, Adam with L2, Lion and signSGD by their closed forms; γ = ρ⁴/η² relaxes at rate 4ηλ (SGD)',
  source:
    'Wan et al. 2021 (arXiv 2006.08419); Kosson, Messmer & Jaggi 2024; the closed forms are derived in discrete time (see rotational-equilibrium.ts)',
  domain:
    'pure noise on one sphere: SGD in any dimension, its norm where the squared gradient moment has a mean, its rotation under any noise, κ in [0.005, 0.3]; other rules from 30 weights on, under noise whose squares settle, κ at most 0.02',
  unit: 'log ratio to the closed form',
  claims: 'equal',
  applies: (subject, objective) => {
    const form = rotationalEquilibrium(subject);
    if (typeof form === 'string') return form;
    const decay = unlikeItsKind(subject, objective);
    if (decay !== undefined) return decay;
    if (!isExact(subject)) {
      const dimension = dimensionOf(objective);
      if (dimension < MANY) return `its closed form is that of many weights, and these are ${dimension}`;
      const { relativeVariance } = noiseMoments(objective);
      if (relativeVariance > SETTLED)
        return `its closed form is that of gradients of nearly constant length: their squares vary by ${relativeVariance.toPrecision(2)} of their squared mean`;
    }
    return (subject.profile.kernel && tooSlow(subject)) ?? true;
  },

  configurations: (context) => {
    const moment = momentOf(context);
    return Promise.resolve(
      fc
        .record({
          decayRate: fc.constantFrom(...ratesFor(context.subject)),
          seed: fc.nat(0xffff),
        })
        .map(
          ({ decayRate: rate, seed }): NoiseConfiguration => noiseConfiguration(context, rate, moment, seed),
          (value) => ({ decayRate: (value as NoiseConfiguration).decayRate, seed: (value as NoiseConfiguration).seed }),
        ),
    );
  },

  arms: ({ subject, objective }, { learningRate, weightDecay, initScale, decayRate: rate, seed }, stretch): readonly [Arm] => {
    const { changed: hyperparameters, time } = quickMoments(subject, STEADY);
    const burnIn = Math.ceil(6 / rate + time);
    // Under heavy tails the norm jumps, and what it gains between the ends of a window is rotation that is missing there.
    const length = noiseMoments(objective).tailIndex > MEAN_SQUARE ? 40 : 160;
    const window = { from: burnIn + 1, to: burnIn + Math.ceil((length * stretch) / rate) };
    const traceAt = [1, 1 + relaxationSteps(rate)];
    return [
      {
        learningRate,
        weightDecay,
        initScale,
        hyperparameters,
        initialisation: `start/${seed}`,
        windows: [window],
        traceAt,
        equilibrium: 0,
      },
    ];
  },

  metrics: ({ subject }) => [
    squaredAngularUpdate,
    logWeightNorm,
    gradientMoment,
    ...(isExact(subject) ? [logCosine, fourthPower, secondOrderGain] : []),
  ],

  quantities: (context, configuration) =>
    isExact(context.subject) ? exactQuantities(context, configuration) : leadingQuantities(context, configuration),

  // Under heavy tails the norm has no mean to settle at, and rotation does not ask for one.
  steady: ({ objective }) =>
    noiseMoments(objective).tailIndex > MEAN_SQUARE ? [{ metric: logWeightNorm, drift: (a, b) => b - a, tolerance: 0.03 }] : [],

  cause: 'balance-other',
  diagnose: ({ subject }, { learningRate, weightDecay }, quantities) => {
    const [refuted] = quantities.filter(({ verdict }) => verdict === 'refuted');
    const { metric } = refuted;
    return (
      subject.profile.findings.decay?.sentence ??
      `at ηλ = ${learningRate * weightDecay} the ${metric} is off its closed form by ${sizeInWords(refuted)}: ${
        metric === 'rotation' ? 'the decay is not as strong as claimed' : 'decay or step length are not as claimed'
      }`
    );
  },
};

const [onNoise, onNetworks] = [replicaLaw(absolute), replicaLaw(relativeNormBalance)];
const lawFor = (objective: Objective): Law => (isOnOneSphere(objective) ? onNoise : onNetworks);

/** Rotation and norm at equilibrium: by their closed forms on pure noise, relative to each other on networks. */
export const normBalance: Law = {
  ...onNoise,
  formula: `${absolute.formula}; on networks ${relativeNormBalance.formula}`,
  domain: `${absolute.domain}; ${relativeNormBalance.domain}`,
  applies: (subject, objective) => lawFor(objective).applies(subject, objective),
  check: (context) => lawFor(context.objective).check(context),
  replay: (context, counterexample) => lawFor(context.objective).replay(context, counterexample),
};

/** Weights from which on the leading order in their number is within the tolerance. */
const MANY = 30;
/** One group, noise that is injected, and no loss to drift along. */
function isOnOneSphere(objective: Objective): boolean {
  const { groups } = objective;
  return isPureNoise(objective) && groups.length === 1 && groups[0].columns === undefined;
}
