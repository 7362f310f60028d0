import { zeros } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import { inTurn } from '../dynamics/side-by-side.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import type { Core } from './core/infer-core.ts';
import { mistakes } from './core/mistakes.ts';
import { mover } from './core/mover.ts';
import type { Parts } from './core/rule.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { normalTensors } from './probe-problem.ts';

/** Long enough that counters of eight bits have ended. */
const steps = 300;

/** What departs before is seen by others. */
const late = 40;

const rate = 2 ** -12;

/** Where a step is a sign it is the same by chance for some steps after a clearing, or until the next ones. */
const [unseen, repetitions] = [12, [1, 2, 3]] as const;

/**
 * Follows the rule that was rebuilt from the first steps for 300 more: a step counter in a short number format ends, or starts again, and
 * moments are cleared, long after every other look at the optimizer.
 *
 * @param values at which no epsilon shows
 * @param fill first steps that only fill the state
 */
export function lateDeparture(
  optimizer: Optimizer,
  { sound }: Core,
  values: Readonly<Record<string, number>>,
  fill: number,
): Diagnosis | undefined {
  const gradients = normalTensors([[steps]], 'float64', stream('inference', 'late-curve').seek(0, 0))[0].data;
  const moves = movesOf(optimizer, values, gradients);
  const near = (move: number, expected: number): boolean =>
    Math.abs(move - expected) <= tolerance(optimizer, 1e-6, 1e-2) * (Math.abs(expected) + 1e-3 * rate);
  const expected = predicted(sound, gradients);
  const first = moves.findIndex((move, i) => i >= fill && !near(move, expected[i]));
  if (first < late) return undefined;
  if (!Number.isFinite(moves[first])) {
    const sentence = `parameters are not finite after step ${first + 1}, though gradients are ordinary ones: what is divided by is zero again`;
    return { cause: 'not-finite', sentence };
  }
  const departure = (changed: Readonly<Record<string, number>>): number =>
    movesOf(optimizer, { ...values, ...changed }, gradients).findIndex((move, i) => i >= fill && !near(move, expected[i]));
  if (isAsked(optimizer, first, departure)) return undefined;
  const follows = (parts: Partial<Parts>): boolean => {
    const others = predicted({ ...sound, ...parts }, gradients);
    return moves.every((move, i) => i < fill || near(move, others[i]));
  };
  if (follows({ clock: ({ step }) => Math.min(step, first) })) {
    const sentence = `the step counter of the bias correction stops at ${first}: steps are too long or too short from then on`;
    return { cause: 'correction-stuck', sentence };
  }
  const restarts = [first, first - 1, first + 1].find((n) => follows({ clock: ({ step }) => ((step - 1) % n) + 1 }));
  if (restarts !== undefined) {
    const sentence = `the step counter of the bias correction starts again after ${restarts} steps`;
    return { cause: 'correction-stuck', sentence };
  }
  const ends = [first, first - 1, first + 1].find((n) => follows({ clock: ({ step }) => Math.max(1, step % (n + 1)) }));
  if (ends !== undefined) {
    const sentence = `the step counter of the bias correction starts again after ${ends}, where its number format ends`;
    return { cause: 'correction-stuck', sentence };
  }
  return (
    clearedLate(optimizer, first, follows) ??
    mistakenLater(sound, first, (later) => {
      const others = predicted(sound, gradients, { from: first + 1, parts: later });
      return moves.every((move, i) => i < fill || near(move, others[i]));
    })
  );
}

/** Whether an option says at which step a rule departs: where it is one more, so is the step. */
function isAsked(
  { hyperparameters = {} }: Optimizer,
  first: number,
  departure: (changed: Readonly<Record<string, number>>) => number,
): boolean {
  return Object.entries(hyperparameters).some(([name, value]) => {
    if (!Number.isInteger(value) || Math.abs(value - first) > 1) return false;
    try {
      return departure({ [name]: value + 1 }) === first + 1;
    } catch {
      // A value that it refuses tells nothing.
      return false;
    }
  });
}

/** A rule that is right at first, and has a known mistake from some step on. */
function mistakenLater(sound: Parts, first: number, follows: (later: Parts) => boolean): Diagnosis | undefined {
  const said = ({ cause, sentence }: Diagnosis): Diagnosis => ({ cause, sentence: `from step ${first + 1} on ${sentence}` });
  if (sound.beta1 !== sound.beta2 && follows({ ...sound, beta1: sound.beta2, beta2: sound.beta1 }))
    return said({ cause: 'betas-swapped', sentence: 'the coefficients of the moments are read in the other order' });
  const mistake = mistakes.find(({ after = 0, make }) => after === 0 && follows(make(sound)));
  return mistake && said(mistake);
}

/** Moments that are cleared every so many steps; where an option says how many, its author means it. */
function clearedLate(
  { hyperparameters = {} }: Optimizer,
  first: number,
  follows: (parts: Partial<Parts>) => boolean,
): Diagnosis | undefined {
  const given = Object.values(hyperparameters);
  for (const times of repetitions) {
    for (let every = Math.ceil((first - unseen) / times); every * times <= first + 1; every++) {
      if (every < 2 || given.includes(every)) continue;
      for (const both of [false, true]) {
        if (![0, 1].some((offset) => follows({ clears: { every, both, offset } }))) continue;
        const sentence = `${both ? 'both moments are' : 'the first moment is'} cleared every ${every} steps`;
        return { cause: 'buffer-cleared', sentence };
      }
    }
  }
  return undefined;
}

/** Steps of one weight. */
function movesOf(optimizer: Optimizer, values: Readonly<Record<string, number>>, gradients: ArrayLike<number>): number[] {
  const precision = measuringPrecision(optimizer);
  const [w, g] = [zeros([1], precision), zeros([1], precision)];
  w.data[0] = 2 ** -6;
  const run = new OptimizerRun(optimizer, [w], values);
  // In the same memory, as in training.
  const places = inTurn([run], Array.from(gradients), (gradient) => {
    g.data[0] = gradient;
    run.step([g], rate, 0);
    return run.reading();
  });
  let before = w.data[0];
  return Array.from(places, ([{ data }]) => {
    const move = data[0] - before;
    before = data[0];
    return move;
  });
}

function predicted(
  parts: Parts,
  gradients: ArrayLike<number>,
  later?: { readonly from: number; readonly parts: Parts },
): number[] {
  const rule = mover(parts, later);
  const entry = { learningRate: rate, tensor: 0, tensors: 1, position: 0, shape: [1] };
  return Array.from(gradients, (gradient, i) => rule({ ...entry, step: i + 1, gradient }));
}
