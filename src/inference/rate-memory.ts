import { copy, type Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { isAskedLimit } from './asked-limit.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { identical, normalTensors, probeShapes, scaled } from './probe-problem.ts';

const rate = 2 ** -7;
/** After so many steps most rules have forgotten a rate; and those with momentum after the last of as many. */
const [few, many] = [10, 200];
/** Last steps that are compared. */
const compared = 4;

/**
 * Finds a rate that is multiplied up, without any rule to compare with: one step at 2η makes all later ones, at η and from the same
 * weights, longer or shorter by the same power of two in every entry, for ever. What remembers η by design, such as momentum with
 * the rate inside, an average of weights or a distance that is estimated, mixes it with gradients, and no ratio is a power.
 *
 * @param fill first steps that only fill the state
 */
export function compoundedRate(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const early = lasting(optimizer, fill, fill + 1);
  if (early !== undefined && early.every((power) => power === -1)) {
    const sentence =
      'a change of the learning rate counts twice: while it is η the step is η²/η₁ long, with the rate η₁ of the first step';
    return { cause: 'rate-change-compounds', sentence };
  }
  const doubled = fill + 3;
  const [at, next] = powersAt(optimizer, doubled, [doubled, doubled + 1]);
  if (at === 2 && next === -1) {
    const sentence =
      'a change of the learning rate counts twice: a step is η²/η₀ long, with the rate η₀ of the step before it, so that it is too long, or too short, where the schedule changes';
    return { cause: 'rate-change-compounds', sentence };
  }
  const later = lasting(optimizer, fill, doubled);
  if (later === undefined || later.some((power) => power !== 1)) return undefined;
  const sentence =
    'a change of the learning rate acts for ever: rates multiply those of the steps before, and none takes their place';
  return { cause: 'rate-change-compounds', sentence };
}

/** Powers of two by which a rate that is doubled at one step lengthens the last steps of a run; `undefined`: they are no powers. */
function lasting(optimizer: Optimizer, fill: number, doubled: number): number[] | undefined {
  const last = Array.from({ length: compared }, (_, i) => fill + many - compared + 1 + i);
  const powers: number[] = [];
  for (const power of powersAt(optimizer, doubled, [fill + few, ...last])) {
    // What was forgotten by then is.
    if (powers.length === 0 && power === 0) return undefined;
    powers.push(power ?? NaN);
  }
  const found = powers.slice(1);
  return found.length === compared && found.every((power) => Math.abs(power) === 1) ? found : undefined;
}

/**
 * Powers of two by which a rate that is doubled at one step lengthens some steps, of the same state but for what it remembers of the rate; `undefined`:
 * it is no power, or not the same for all entries.
 *
 * @param steps in order
 */
function* powersAt(optimizer: Optimizer, doubled: number, steps: readonly number[]): Generator<number | undefined> {
  const source = stream('inference', 'rate-memory');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0), 2 ** -4);
  const [run, other] = [new OptimizerRun(optimizer, start), new OptimizerRun(optimizer, start)];
  const rounding = tolerance(optimizer, 1e-5, 1e-2);
  for (let step = 1; step <= steps.at(-1)!; step++) {
    const g = normalTensors(probeShapes, precision, source.seek(1, step));
    const before = run.parameters.map(({ data }) => Array.from(data));
    other.parameters.forEach(({ data }, i) => data.set(before[i]));
    run.step(g, rate, 0);
    other.step(g, step === doubled ? 2 * rate : rate, 0);
    if (!steps.includes(step)) continue;
    const moves = [run, other].map(({ parameters }) =>
      parameters.flatMap(({ data }, i) => Array.from(data, (w, j) => w - before[i][j])),
    );
    const ratios = moves[0].flatMap((move, entry) => (move === 0 && moves[1][entry] === 0 ? [] : [moves[1][entry] / move]));
    const isPower = (each: number): boolean =>
      ratios.length > 0 && ratios.every((ratio) => Math.abs(ratio / 2 ** each - 1) <= rounding);
    yield [0, -1, 1, 2].find(isPower);
  }
}

/**
 * Finds a momentum that is multiplied by a ratio of rates at every step, in a linear rule: after the rate was halved once, what is left of
 * a gradient fades, or grows, by another factor from step to step than it did before. To rescale a buffer once is a design.
 *
 * @param fill first steps that only fill the state
 */
export function compoundedMomentum(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const [usual, slower] = [1, 0.5].map((factor) => fadingAfter(optimizer, fill, factor));
  const ratios = usual.map((each, i) => slower[i] / each);
  if (ratios.length === 0) return undefined;
  const isPower = [0.5, 2].some((power) =>
    ratios.every((ratio) => Math.abs(ratio / power - 1) <= tolerance(optimizer, 1e-6, 1e-2)),
  );
  if (!isPower) return undefined;
  const sentence = `when the learning rate is halved the momentum is ${ratios[0] > 1 ? 'doubled' : 'halved'}, at every step from then on: the rate of the first step takes the place of that of the step before`;
  return { cause: 'rate-change-compounds', sentence };
}

/** By which factors what is left of a gradient goes on from step to step, some steps after a change of the rate. */
function fadingAfter(optimizer: Optimizer, fill: number, factor: number): number[] {
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, stream('inference', 'rate-memory').seek(0, 0), 2 ** -30);
  const impulse = normalTensors(probeShapes, precision, stream('inference', 'rate-memory').seek(1, 0));
  const run = new OptimizerRun(optimizer, start);
  const [changed, given] = [fill + 3, fill + 5];
  const moves = Array.from({ length: given + 6 }, (_, i) => {
    const before = run.parameters[0].data[0];
    const gradients = i + 1 === given ? impulse : scaled(impulse, 0);
    run.step(gradients, i + 1 > changed ? factor * rate : rate, 0);
    return run.parameters[0].data[0] - before;
  }).slice(given);
  return moves.every((move) => move !== 0) ? moves.slice(1).map((move, i) => move / moves[i]) : [];
}

/**
 * The rate from which on a larger one changes nothing, where there is one that no option moves and it is the same for all gradients,
 * weights and steps: a cap on η. Where a step or its share of the weights is bounded, that is at another rate for other gradients; where a rate of its own falls
 * with the step, at another rate later.
 *
 * @param fill first steps that only fill the state
 */
export function cappedRate(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const circumstances: readonly Circumstance[] = [
    { step: fill + 2, size: 1, weights: 1 },
    { step: fill + 9, size: 1, weights: 1 },
    { step: fill + 2, size: 2 ** 6, weights: 1 },
    { step: fill + 2, size: 1, weights: 2 ** 4 },
  ];
  let cap: number | undefined;
  for (const circumstance of circumstances) {
    const other = capOf(optimizer, circumstance);
    if (other === undefined || Math.abs(other / (cap ?? other) - 1) > 1e-3) return undefined;
    cap = other;
  }
  if (isCapAsked(optimizer, fill)) return undefined;
  const sentence = `the learning rate is capped: from ${Number(cap!.toPrecision(3))} on a larger one changes nothing, whatever the gradients and weights are`;
  return { cause: 'rate-capped', sentence };
}

/**
 * Whether an option says from which rate on a larger one changes nothing.
 *
 * @param fill first steps that only fill the state
 */
function isCapAsked(optimizer: Optimizer, fill: number): boolean {
  const circumstance = { step: fill + 2, size: 1, weights: 1 };
  const cap = capOf(optimizer, circumstance);
  if (cap === undefined) return false;
  return isAskedLimit(optimizer, cap, {
    limitOf: (changed) => capOf(optimizer, circumstance, changed),
    weightsAt: (changed, factor) =>
      circumstanceAt(optimizer, circumstance, { changed, early: shortest * factor }).after((cap / 16) * factor),
  });
}

/** Where a cap is looked for: at which step, and how large gradients and weights are. */
interface Circumstance {
  readonly step: number;
  readonly size: number;
  readonly weights: number;
}

/** Rates between which a cap is looked for: a step of the shorter one shows beside the weights. */
const [shortest, longest] = [2 ** -16, 0.5];

/** Weights before and after a step at a rate of choice, which follows others at an early one. */
function circumstanceAt(
  optimizer: Optimizer,
  { step: until, size, weights }: Circumstance,
  { changed = {}, early = shortest }: { readonly changed?: Readonly<Record<string, number>>; readonly early?: number },
): { readonly before: readonly Tensor[]; after(learningRate: number): readonly Tensor[] } {
  const source = stream('inference', 'rate-memory');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0), weights), changed);
  const gradients = (step: number): Tensor[] => normalTensors(probeShapes, precision, source.seek(1, step), size);
  for (let step = 1; step < until; step++) run.step(gradients(step), early, 0);
  const after = (learningRate: number): Tensor[] => {
    const other = run.fork();
    other.step(gradients(until), learningRate, 0);
    return other.parameters.map(copy);
  };
  return { before: run.parameters, after };
}

function capOf(
  optimizer: Optimizer,
  circumstance: Circumstance,
  changed: Readonly<Record<string, number>> = {},
): number | undefined {
  const { before, after } = circumstanceAt(optimizer, circumstance, { changed });
  const end = after(longest);
  if (!identical(end, after(2 * longest)) || identical(end, before) || identical(end, after(shortest))) return undefined;
  let [low, high] = [shortest, longest];
  while (high / low > 1.0001) {
    const middle = Math.sqrt(low * high);
    if (identical(end, after(middle))) high = middle;
    else low = middle;
  }
  return high;
}
