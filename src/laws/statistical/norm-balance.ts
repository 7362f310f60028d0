import fc from 'fast-check';
import { exp, log } from '../../arithmetic/elementary.ts';
import { decayRate } from '../../inference/decay-rate.ts';
import { Replica } from '../../dynamics/replica.ts';
import { fourthPower, secondOrderGain } from '../../metrics/fourth-power.ts';
import { gradientMoment } from '../../metrics/gradient-moment.ts';
import { logCosine } from '../../metrics/log-cosine.ts';
import { logWeightNorm } from '../../metrics/log-weight-norm.ts';
import { squaredAngularUpdate } from '../../metrics/squared-angular-update.ts';
import type { Objective } from '../../objectives/objective.ts';
import type { Counterexample, Law, LawContext, Subject } from '../law.ts';
import { quickMoments, scalingRates, tooSlow } from './equilibrium-start.ts';
import { MEAN_SQUARE, noiseMoments } from './noise-moments.ts';
import { relativeNormBalance } from './relative-norm-balance.ts';
import { replicaLaw, type ReplicaLawDefinition } from './replica-law.ts';
import type { Arm } from '../../experiments/arm.ts';
import type { Quantity } from '../../verdicts/quantity.ts';
import { rotationalEquilibrium, STEADY, type NoiseSetting, type RotationalEquilibrium } from './rotational-equilibrium.ts';

/** A triple on pure noise, started near equilibrium. */
export interface NoiseConfiguration extends Counterexample {
  /** κ: share of the weights that decays in a step. */
  readonly decayRate: number;
  /** Second moment of the gradient on the unit sphere, from a pilot, for the start only. */
  readonly moment: number;
  readonly seed: number;
}

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
    const [{ metric, unclipped }] = quantities.filter(({ verdict }) => verdict === 'refuted');
    return (
      subject.profile.findings.decay?.sentence ??
      `at ηλ = ${learningRate * weightDecay} the ${metric} is ${(100 * Math.abs(unclipped)).toFixed(1)} % ${unclipped > 0 ? 'above' : 'below'} its closed form: ${
        metric === 'rotation' ? 'the decay is not as strong as claimed' : 'decay or step length are not as claimed'
      }`
    );
  },
};

const [onNoise, onNetworks] = [replicaLaw(absolute), replicaLaw(relativeNormBalance)];
const lawFor = (objective: Objective): Law => (isPureNoise(objective) ? onNoise : onNetworks);

/** Rotation and norm at equilibrium: by their closed forms on pure noise, relative to each other on networks. */
export const normBalance: Law = {
  ...onNoise,
  // On networks.
  ensembles: onNetworks.ensembles,
  formula: `${absolute.formula}; on networks ${relativeNormBalance.formula}`,
  domain: `${absolute.domain}; ${relativeNormBalance.domain}`,
  applies: (subject, objective) => lawFor(objective).applies(subject, objective),
  check: (context) => lawFor(context.objective).check(context),
  replay: (context, counterexample) => lawFor(context.objective).replay(context, counterexample),
};

/** Weights from which on the leading order in their number is within the tolerance. */
const MANY = 30;
/** Var m/(E m)² up to which gradients are as good as of constant length; that of normal noise is 2/(d − 1). */
const SETTLED = 0.1;
/** Tolerance of rotation and norm. */
const tolerance = 0.01;

/** What holds of plain SGD in discrete time, whatever the number of weights is. */
function exactQuantities(context: LawContext, configuration: NoiseConfiguration): Quantity[] {
  const { learningRate, decayRate: rate } = configuration;
  const kept = 1 - rate;
  const [squared, fourth] = [kept ** 2, kept ** 4];
  // Decay after the update shrinks what the update adds, too.
  const [first, second] = context.subject.profile.decayOrder.value === 'after' ? [fourth, fourth] : [squared, 1];
  const { tailIndex, relativeVariance } = noiseMoments(context.objective);
  const rotation: Quantity = {
    name: 'rotation',
    value: ([reading]) => 0.5 * log(reading.mean(logCosine, 0) / log(kept)),
    tolerance,
  };
  const norm: Quantity = {
    name: 'norm',
    value: ([reading]) => {
      const gain =
        2 * first * learningRate ** 2 * reading.mean(gradientMoment, 0) +
        second * learningRate ** 4 * reading.mean(secondOrderGain, 0);
      return 0.25 * log(((1 - fourth) * reading.mean(fourthPower, 0)) / gain);
    },
    tolerance,
  };
  const settled = rate <= 0.05 && relativeVariance <= SETTLED;
  return [rotation, ...(tailIndex > MEAN_SQUARE ? [norm] : []), ...(settled ? [relaxation(context, configuration)] : [])];
}

/** What holds of other rules to leading order in the decay per step, and in one over the number of weights. */
function leadingQuantities(context: LawContext, { learningRate, weightDecay }: NoiseConfiguration): Quantity[] {
  const form = (moment: number): RotationalEquilibrium => predict(context, { learningRate, weightDecay }, moment);
  return [
    {
      name: 'rotation',
      value: ([reading]) =>
        0.5 * log(reading.mean(squaredAngularUpdate, 0)) - log(form(reading.mean(gradientMoment, 0)).rotation),
      tolerance,
    },
    {
      name: 'norm',
      value: ([reading]) => reading.mean(logWeightNorm, 0) - log(form(reading.mean(gradientMoment, 0)).norm),
      tolerance,
    },
  ];
}

/** Relative error of the rate at which γ relaxes, to first order: after the time 1/rate, e times the error of what is left. */
function relaxation(context: LawContext, { learningRate, weightDecay, decayRate: rate }: NoiseConfiguration): Quantity {
  return {
    name: 'relaxation rate',
    value: ([reading]) => {
      const norm = log(predict(context, { learningRate, weightDecay }, reading.mean(gradientMoment, 0)).norm);
      const [start, later] = [0, 1].map((point) => exp(4 * (reading.at(logWeightNorm, point) - norm)));
      return (relaxed(start, rate) - later) / ((start - 1) * exp(-1));
    },
    tolerance: 0.03,
  };
}

/** The triple with this decay per step, started above its equilibrium norm; `moment` as `momentOf` measures it. */
function noiseConfiguration(context: LawContext, rate: number, moment: number, seed: number): NoiseConfiguration {
  const triple = tripleOf(context, rate, moment);
  const { draws, tailIndex } = noiseMoments(context.objective);
  const usual = isExact(context.subject) && tailIndex <= MEAN_SQUARE ? typicalMoment(draws, rate) : moment;
  // The rate of relaxation, which is claimed of plain SGD, shows from further away.
  const start = isPlain(context.subject) ? 2 : 1.25;
  const initScale = Number((start * predict(context, triple, usual).norm).toPrecision(3));
  return { ...triple, initScale, decayRate: rate, moment, seed };
}

/**
 * The triple with this decay per step at η = 1; where coupled decay in a scale-free rule makes it depend on the size of the
 * gradients, λ = 1 and the η at which decay takes the share κ: (2η²λ√d/s)^(2/3) = 2κ.
 */
function tripleOf(
  { subject: { profile }, objective }: LawContext,
  rate: number,
  moment: number,
): { learningRate: number; weightDecay: number } {
  const unit = decayRate(profile, 1, 1);
  if (unit !== undefined) return { learningRate: 1, weightDecay: rate / unit };
  const dimension = dimensionOf(objective);
  const s = Math.sqrt(moment / dimension);
  return {
    learningRate: Number(Math.sqrt((2 * rate * Math.sqrt(2 * rate) * s) / (2 * Math.sqrt(dimension))).toPrecision(3)),
    weightDecay: 1,
  };
}

/** Decay per step: slow beside momentum, and beside moments where the form is of leading order in it. */
function ratesFor(subject: Subject): readonly number[] {
  if (isPlain(subject)) return [0.1, 0.3, 0.05, 0.02, 0.01, 0.005];
  const rates = [0.02, 0.01];
  return subject.profile.kernel === undefined ? rates : scalingRates(subject, rates);
}

/** The SGD without momentum, of which the forms are exact in discrete time. */
function isPlain({ profile }: Subject): boolean {
  return profile.response === 'plain' && profile.kernel !== undefined;
}

/** Whether each step moves by one gradient, which the exact forms need to see. */
function isExact(subject: Subject): boolean {
  return isPlain(subject) && (subject.optimizer.microBatches ?? 1) === 1;
}

/** Steps in which γ = ρ⁴/η² comes closer to its equilibrium by e: 1/(4κ). */
function relaxationSteps(rate: number): number {
  return Math.round(1 / (4 * rate));
}

/** γ/γ* after these steps, from γ/γ* at the start: Q ← (1 − κ)² Q + κ(2 − κ)/Q for Q = ρ²/ρ*², γ ∝ Q². */
function relaxed(start: number, rate: number): number {
  let q = Math.sqrt(start);
  for (let step = 0; step < relaxationSteps(rate); step++) q = (1 - rate) ** 2 * q + (rate * (2 - rate)) / q;
  return q * q;
}

function dimensionOf({ parameters }: Objective): number {
  return parameters[0].shape.reduce((product, extent) => product * extent, 1);
}

/** One group, noise that is injected, and no loss to drift along. */
function isPureNoise({ groups, noise, metrics }: Objective): boolean {
  return noise === 'injected' && metrics.length === 0 && groups.length === 1 && groups[0].columns === undefined;
}

/** The closed form with the norm in units of the standard initialisation, which is the unit sphere. */
function predict(
  context: LawContext,
  { learningRate, weightDecay }: Pick<NoiseSetting, 'learningRate' | 'weightDecay'>,
  moment: number,
): RotationalEquilibrium {
  const { subject, objective } = context;
  const form = formOf(subject);
  const dimension = dimensionOf(objective);
  return form({ learningRate, weightDecay, hyperparameters: quickMoments(subject, STEADY).hyperparameters, dimension, moment });
}

const forms = new WeakMap<Subject, Exclude<ReturnType<typeof rotationalEquilibrium>, string>>();

function formOf(subject: Subject): Exclude<ReturnType<typeof rotationalEquilibrium>, string> {
  const known = forms.get(subject);
  if (known !== undefined) return known;
  const form = rotationalEquilibrium(subject);
  if (typeof form === 'string') throw new TypeError(form);
  forms.set(subject, form);
  return form;
}

/** The S that gives the norm about which heavy-tailed noise lets it jump: the typical one, since there is no mean. */
function typicalMoment(draws: Float64Array, rate: number): number {
  const kept = (1 - rate) ** 2;
  let [square, logs, count] = [1, 0, 0];
  draws.forEach((m, i) => {
    square = kept * square + m / square;
    if (i < draws.length / 2) return;
    logs += log(square);
    count += 1;
  });
  return exp((2 * logs) / count) * rate * (2 - rate);
}

/** S by a hundred gradients at the start; pure noise does not depend on where it is measured. */
function momentOf({ subject, objective, seed }: LawContext): number {
  const replica = new Replica({
    objective,
    optimizer: subject.optimizer,
    precision: subject.optimizer.precision ?? 'float64',
    initScale: 1,
    seed: `${seed}/norm-balance/moment`,
  });
  let sum = 0;
  for (let draw = 0; draw < 100; draw++) {
    replica.differentiate();
    const square = (data: ArrayLike<number>): number => Array.from(data).reduce((total, value) => total + value * value, 0);
    sum += square(replica.gradients[0].data) * square(replica.parameters[0].data);
  }
  return sum / 100;
}
