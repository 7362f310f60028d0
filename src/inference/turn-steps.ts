import { zeros, type Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { decayAtRest } from './decay-at-rest.ts';
import { mover } from './core/mover.ts';
import type { Parts } from './core/rule.ts';
import { eachApart } from './each-apart.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { positions } from './positions.ts';
import { normalTensors, norm, plus } from './probe-problem.ts';
import { ruleOf } from './rule-of.ts';

const [rate, horizon] = [2 ** -7, 96];

/** What a tensor does that has turns. */
interface TurnTaker {
  readonly place: number;
  /** Of each step: where it is before it, its gradient, how it moves, and whether it does. */
  readonly steps: readonly TurnStep[];
}

interface TurnStep {
  /** Counts from 1. */
  readonly step: number;
  readonly before: Tensor;
  readonly gradient: Tensor;
  readonly move: Tensor;
  readonly moves: boolean;
  /** Whether it is the first of a turn. */
  readonly begins: boolean;
}

/**
 * What is wrong with the steps that tensors make in their turns, or while they rest. A tensor in turns moves as one that is alone: from the first step of its
 * turn on as one that begins there, or as one that goes on, fed in its turns only or all the time; but for a factor of its rate. Moments
 * that are made anew at each turn and corrected by the number of the step in the run are not filled when the corrections say that they are.
 *
 * @param shapes of a list in which turns show
 */
export function mistakenTurnSteps(optimizer: Optimizer, shapes: readonly (readonly number[])[]): Diagnosis | undefined {
  const atRest = decayAtRest(optimizer, shapes);
  if (atRest !== undefined) return atRest;
  const takers = takersOf(optimizer, shapes);
  const strange = takers.filter(
    (taker) => !ways.some((way) => isMovedBy(taker, way(optimizer, taker), tolerance(optimizer, 1e-6, 1e-3))),
  );
  if (strange.length === 0) return undefined;
  const { core } = ruleOf(eachApart(optimizer, 'alone') as Optimizer, 0);
  const named =
    core &&
    clocks.find((clock) => strange.every((taker) => isMovedBy(taker, movedByRule(core.sound, taker, clock), besideEpsilon)));
  if (named !== undefined) return { cause: named.cause, sentence: named.sentence };
  const sentence =
    'a tensor that is trained in turns moves neither as one that begins with its turn nor as one that goes on where it rested';
  return { cause: 'unexplained', sentence };
}

/** How a tensor would move at the steps of its turns. */
type Way = (optimizer: Optimizer, taker: TurnTaker) => readonly Tensor[];

/** Runs of a tensor alone, which is put where the one among others is. */
const ways: readonly Way[] = [
  (optimizer, taker) => movedAlone(optimizer, taker, { isFed: ({ moves }) => moves, isFresh: ({ begins }) => begins }),
  (optimizer, taker) => movedAlone(optimizer, taker, { isFed: ({ moves }) => moves, isFresh: () => false }),
  (optimizer, taker) => movedAlone(optimizer, taker, { isFed: () => true, isFresh: () => false }),
];

function movedAlone(
  optimizer: Optimizer,
  { steps }: TurnTaker,
  { isFed, isFresh }: { isFed(step: TurnStep): boolean; isFresh(step: TurnStep): boolean },
): Tensor[] {
  let run = new OptimizerRun(optimizer, [steps[0].before]);
  return steps.flatMap((each) => {
    if (!isFed(each)) return [];
    if (isFresh(each)) run = new OptimizerRun(optimizer, [each.before]);
    run.parameters[0].data.set(each.before.data);
    run.step([each.gradient], rate, 0);
    return each.moves ? plus(run.parameters, -1, [each.before]) : [];
  });
}

/** Whether the moves of a tensor in its turns are these, but for one factor. */
function isMovedBy({ steps }: TurnTaker, others: readonly Tensor[], rounding: number): boolean {
  const moves = steps.filter((each) => each.moves).map(({ move }) => move);
  const factor = norm(moves[0]) / norm(others[0]);
  return moves.every((move, i) => norm(plus([move], -factor, [others[i]])[0]) <= rounding * norm(move));
}

/** How far moves may be from those of a rule that is known but for its epsilon. */
const besideEpsilon = 1e-3;

/** What is made anew of a known rule where a turn begins, and what its corrections count. */
interface Clock extends Diagnosis {
  readonly clears: readonly ('first' | 'second')[];
  /** @param run number of the step in the run, `own` among those of all turns of the tensor, `turn` in its turn */
  readonly count: (run: number, own: number, turn: number) => number;
}

const both = ['first', 'second'] as const;

/** What corrections count, in words. */
const counts: readonly (readonly [Clock['count'], string])[] = [
  [(run) => run, 'by the number of the step in the whole run'],
  [(_, own) => own, 'by the number of its steps in all turns'],
  [(_run, _own, turn) => turn, 'as if both began anew with each'],
];

const clocks: readonly Clock[] = [
  ...counts.slice(0, 2).map(([count, words]): Clock => ({
    clears: both,
    count,
    cause: 'correction-late',
    sentence: `moments are made anew when a tensor has its turn, and corrected ${words}`,
  })),
  ...[counts[0], counts[2]].map(([count, words]): Clock => ({
    clears: [],
    count,
    cause: 'correction-late',
    sentence: `moments are kept from turn to turn of a tensor, and corrected ${words}`,
  })),
  ...both.flatMap((which) =>
    counts.map(([count, words]): Clock => ({
      clears: [which],
      count,
      cause: 'buffer-cleared',
      sentence: `the ${which} moment alone is made anew when a tensor has its turn, and moments are corrected ${words}`,
    })),
  ),
];

/** The moves of a rule whose corrections go by a clock. */
function movedByRule(sound: Parts, { steps, place }: TurnTaker, { clears, count }: Clock): Tensor[] {
  const { shape } = steps[0].move;
  const counted: number[] = [];
  const own = steps.filter(({ moves }) => moves);
  for (const [i, { step, begins }] of own.entries()) {
    const begun = own.slice(0, i + 1).findLastIndex((each) => each.begins);
    counted.push(count(step, i + 1, begins ? 1 : i - begun + 1));
  }
  const moved = own.map(({ move: { data } }) => zeros(shape, data instanceof Float64Array ? 'float64' : 'float32'));
  const parts: Parts = {
    ...sound,
    clock: ({ step }) => counted[step - 1],
    clearsAt: (step) => (step > 1 && own[step - 1].begins ? clears : []),
  };
  for (let position = 0; position < moved[0].data.length; position++) {
    const rule = mover(parts);
    for (const [i, { gradient }] of own.entries()) {
      const entry = { gradient: gradient.data[position], learningRate: rate, tensor: place, tensors: 1, position, shape };
      moved[i].data[position] = rule({ ...entry, step: i + 1 });
    }
  }
  return moved;
}

/** What tensors do that rest at some steps, though each has a gradient at all of them. */
function takersOf(optimizer: Optimizer, shapes: readonly (readonly number[])[]): TurnTaker[] {
  const steps = shapes.map((): TurnStep[] => []);
  const { gradients, at } = walk(optimizer, shapes);
  for (const [before, gradient] of gradients.entries()) {
    for (const [i, move] of plus(at[before + 1], -1, at[before]).entries()) {
      const isMoved = norm(move) > 0;
      const begins = isMoved && steps[i].at(-1)?.moves !== true;
      steps[i].push({ step: before + 1, before: at[before][i], gradient: gradient[i], move, moves: isMoved, begins });
    }
  }
  return steps.flatMap((each, place) =>
    each.some(({ moves }) => moves) && each.some(({ moves }) => !moves) ? [{ place, steps: each }] : [],
  );
}

/** A run in which every tensor has a gradient at every step: these, and where tensors are before the first one and after each. */
function walk(optimizer: Optimizer, shapes: readonly (readonly number[])[]): Walk {
  const source = stream('inference', 'turn-steps');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(shapes, precision, source.seek(0, 0)));
  const gradients = Array.from({ length: horizon }, (_, i) => normalTensors(shapes, precision, source.seek(1, i + 1)));
  return { gradients, at: positions(run, gradients, rate) };
}

interface Walk {
  readonly gradients: readonly (readonly Tensor[])[];
  readonly at: readonly (readonly Tensor[])[];
}
