import { exp, log } from '../../arithmetic/elementary.ts';
import { Replica } from '../../dynamics/replica.ts';
import { decayRate } from '../../inference/decay-rate.ts';
import type { Objective } from '../../objectives/objective.ts';
import type { Counterexample, LawContext, Subject } from '../law.ts';
import { quickMoments, scalingRates } from './equilibrium-start.ts';
import { MEAN_SQUARE, noiseMoments } from './noise-moments.ts';
import { rotationalEquilibrium, STEADY, type NoiseSetting, type RotationalEquilibrium } from './rotational-equilibrium.ts';

/** A triple on pure noise, started near equilibrium. */
export interface NoiseConfiguration extends Counterexample {
  /** κ: share of the weights that decays in a step. */
  readonly decayRate: number;
  /** Second moment of the gradient on the unit sphere, from a pilot, for the start only. */
  readonly moment: number;
  readonly seed: number;
}

/** The triple with this decay per step, started above its equilibrium norm; `moment` as `momentOf` measures it. */
export function noiseConfiguration(context: LawContext, rate: number, moment: number, seed: number): NoiseConfiguration {
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
export function ratesFor(subject: Subject): readonly number[] {
  if (isPlain(subject)) return [0.1, 0.3, 0.05, 0.02, 0.01, 0.005];
  const rates = [0.02, 0.01];
  return subject.profile.kernel === undefined ? rates : scalingRates(subject, rates);
}

/** The SGD without momentum, of which the forms are exact in discrete time. */
function isPlain({ profile }: Subject): boolean {
  return profile.response === 'plain' && profile.kernel !== undefined;
}

/** Whether each step moves by one gradient, which the exact forms need to see. */
export function isExact(subject: Subject): boolean {
  return isPlain(subject) && (subject.optimizer.microBatches ?? 1) === 1;
}

export function dimensionOf({ parameters }: Objective): number {
  return parameters[0].shape.reduce((product, extent) => product * extent, 1);
}

/** The closed form with the norm in units of the standard initialisation, which is the unit sphere. */
export function predict(
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
export function momentOf({ subject, objective, seed }: LawContext): number {
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
