import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { distance, identical, norm, normalTensors, plus, probeShapes, scaled } from './probe-problem.ts';
import { warmsUp } from './warms-up.ts';

/** Sizes of the gradients that differ, and until which step: large ones are remembered for longer. */
const pasts = [1, 2 ** 6, 2 ** 12];
/** Long enough to see a state that is made anew at every hundredth step. */
const horizon = 104;

/**
 * Finds a state that is cleared at certain steps, without any rule to compare with. Runs with different pasts go on with the same
 * weights and gradients. What forgets gradually makes them alike later the larger the difference was, what keeps a window of them later
 * the later they differed; a state that is made anew makes all of them alike at one step, to the last bit.
 *
 * @param fill first steps that only fill the state
 */
export function clearedState(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const [step, again] = [0, 1].map((series) => forgettingStep(optimizer, fill, series));
  if (step === undefined || step !== again || isOption(optimizer, fill, step) || warmsUpAgain(optimizer, fill, step))
    return undefined;
  if (isWarmRestart(optimizer, fill, step)) return undefined;
  const sentence = `the state is cleared at step ${step}: from there on nothing depends on any gradient before it`;
  return { cause: 'buffer-cleared', sentence };
}

/** Steps within which a warm-up after a restart is over. */
const warmUp = 32;

/**
 * Whether steps from a certain one on are those of a run that begins there, shortened by factors that rise to one and stay there: a restart
 * after which somebody thought of a warm-up (Huang et al. 2025, SPAM). What is cleared by mistake starts at full length, or is not
 * corrected for its start any more, which does not come to an end.
 */
function warmsUpAgain(optimizer: Optimizer, fill: number, step: number): boolean {
  const { run, fresh, at } = runsFrom(optimizer, step);
  const rounding = tolerance(optimizer, 1e-9, 1e-3);
  const factors: number[] = [];
  for (let each = step; each < step + warmUp && each - step < step - 1 - fill; each++) {
    const before = scaled(run.parameters, 1);
    fresh.parameters.forEach(({ data }, i) => data.set(before[i].data));
    for (const one of [run, fresh]) one.step(at(each), 2 ** -7, 0);
    const [moves, own] = [run, fresh].map(({ parameters }) => plus(parameters, -1, before));
    const factor = norm(moves[0]) / norm(own[0]);
    if (!moves.every((move, i) => norm(plus([move], -factor, [own[i]])[0]) <= rounding * norm(own[i]))) return false;
    factors.push(factor);
  }
  const full = factors.findIndex((factor) => factor >= 1 - rounding);
  return full > 0 && factors.every((factor, i) => (i < full ? factor > (factors[i - 1] ?? 0) : Math.abs(factor - 1) <= rounding));
}

/**
 * Whether the run is one that begins at a certain step, warm-up and all, as where a low-rank adapter is merged (Lialin et al. 2023, ReLoRA). What is
 * cleared by mistake has no warm-up, or goes on as if it were over.
 */
export function isWarmRestart(optimizer: Optimizer, fill: number, step: number): boolean {
  return beginsAnew(optimizer, fill, step) && warmsUp(optimizer, fill);
}

/**
 * Whether the whole state is made anew at a step that an option says: a restart that somebody asks for, after which the run is one that begins
 * there (Asadi et al. 2023). What goes on of the state, as a counter of corrections may, is left by mistake.
 *
 * @param step at which it is made anew
 */
export function isAskedRestart(optimizer: Optimizer, fill: number, step: number): boolean {
  return forgettingStep(optimizer, fill, 0) === step && isOption(optimizer, fill, step) && beginsAnew(optimizer, fill, step);
}

/** A run that has come to a certain step, one that begins there with the same weights, and the gradients of every step. */
function runsFrom(
  optimizer: Optimizer,
  step: number,
): { readonly run: OptimizerRun; readonly fresh: OptimizerRun; readonly at: (step: number) => Tensor[] } {
  const source = stream('inference', 'forgetting');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  const at = (each: number): Tensor[] => normalTensors(probeShapes, precision, source.seek(1, each));
  for (let each = 1; each < step; each++) run.step(at(each), 2 ** -7, 0);
  return { run, fresh: new OptimizerRun(optimizer, scaled(run.parameters, 1)), at };
}

/** Whether steps from a certain one on are those of a run that begins there. */
function beginsAnew(optimizer: Optimizer, fill: number, step: number): boolean {
  const { run, fresh, at } = runsFrom(optimizer, step);
  const rounding = tolerance(optimizer, 1e-9, 1e-3);
  for (let each = step; each < 2 * step - 1 - fill; each++) {
    for (const one of [run, fresh]) one.step(at(each), 2 ** -7, 0);
    const agree = run.parameters.every((tensor, i) => distance(tensor, fresh.parameters[i]) <= rounding * norm(tensor));
    if (!agree) return false;
  }
  return true;
}

/** Whether an option says when: restarts that somebody asks for are a design. */
function isOption(optimizer: Optimizer, fill: number, step: number): boolean {
  const { hyperparameters = {} } = optimizer;
  return Object.entries(hyperparameters).some(([name, value]) => {
    if (!Number.isInteger(value) || value < 2) return false;
    try {
      const later = { ...optimizer, hyperparameters: { ...hyperparameters, [name]: value + 1 } };
      return forgettingStep(later, fill, 0) !== step;
    } catch {
      // A value that it refuses tells nothing.
      return false;
    }
  });
}

/** The step from which on runs with different pasts make the same moves, where it is the same for all of them. */
function forgettingStep(optimizer: Optimizer, fill: number, series: number): number | undefined {
  const source = stream('inference', 'forgetting');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, series));
  const run = new OptimizerRun(optimizer, start);
  const others = pasts.map(() => new OptimizerRun(optimizer, start));
  const last = pasts.map(() => 0);
  // Tensors that differed last and have not moved since.
  let unshown: readonly number[] = [];
  const gradients = (part: number, step: number, size = 1): Tensor[] =>
    normalTensors(probeShapes, precision, source.seek(2 * part + series + 1, step), size);
  for (let step = 1; step <= fill + horizon; step++) {
    const before = scaled(run.parameters, 1);
    const g = gradients(0, step);
    run.step(g, 2 ** -7, 0);
    const moves = run.parameters.map(({ data }, tensor) => data.some((w: number, j: number) => w !== before[tensor].data[j]));
    unshown = unshown.filter((tensor) => !moves[tensor]);
    for (const [i, other] of others.entries()) {
      other.parameters.forEach(({ data }, tensor) => data.set(before[tensor].data));
      const differs = step <= fill + 1 + i;
      other.step(differs ? gradients(i + 1, step, pasts[i]) : g, 2 ** -7, 0);
      if (identical(run.parameters, other.parameters)) continue;
      last[i] = step;
      unshown = run.parameters.flatMap((tensor, at) => (identical([tensor], [other.parameters[at]]) ? [] : [at]));
    }
  }
  // A tensor that rests from then on, as those do that are trained in turns, has not shown that it forgot.
  if (unshown.length > 0) return undefined;
  // What remembers nothing differs as long as the gradients do.
  const forgotten = last[0] > fill + pasts.length && last[0] < fill + horizon && last.every((each) => each === last[0]);
  return forgotten ? last[0] + 1 : undefined;
}

/** As long as a gradient is given before it is turned round: no mean remembers so long. */
const long = 256;

/**
 * Finds sums of gradients that are never cleared: after n equal gradients and n − 1 opposite ones such a sum still has the old sign,
 * and the steps go up the gradient all that time. Every mean that fades turns before that.
 *
 * @param fill first steps that only fill the state
 */
export function endlessMemory(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const g = normalTensors(probeShapes, measuringPrecision(optimizer), stream('inference', 'forgetting').seek(1, 0));
  for (const { step, before, after } of turned(optimizer, fill, g, -1)) {
    // What goes up its gradient from the first step on is another law's matter.
    const isAsked = step > fill && (step <= fill + 2 || step > fill + long);
    if (isAsked && !after.every((tensor, i) => goesOn(tensor, before[i], g[i]))) return undefined;
  }
  // Iterates that follow others which are far ahead go on as well, less and less; a sum that nothing is added to moves as before.
  const lengths = Array.from(turned(optimizer, fill, g, 2 ** -20), ({ before, after }) =>
    after.map((tensor, i) => distance(tensor, before[i])),
  );
  const [first, last] = [lengths[fill + long], lengths[fill + 2 * long - 2]];
  if (last.some((length, i) => length < first[i] / 2)) return undefined;
  const sentence = `after ${long} equal gradients steps go on along them while ${long - 1} opposite ones come: gradients are summed and the sum is never cleared`;
  return { cause: 'gradient-for-ever', sentence };
}

/** Steps under so many equal gradients, and then under as many less one of them times a factor. */
function* turned(
  optimizer: Optimizer,
  fill: number,
  g: readonly Tensor[],
  factor: number,
): Generator<{ readonly step: number; readonly before: readonly Tensor[]; readonly after: readonly Tensor[] }> {
  const source = stream('inference', 'forgetting');
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, measuringPrecision(optimizer), source.seek(0, 2)));
  const later = scaled(g, factor);
  for (let step = 1; step < fill + 2 * long; step++) {
    const before = scaled(run.parameters, 1);
    run.step(step <= fill + long ? g : later, 2 ** -12, 0);
    yield { step, before, after: run.parameters };
  }
}

/** Whether a tensor moved against a gradient. */
function goesOn({ data }: Tensor, before: Tensor, gradient: Tensor): boolean {
  let along = 0;
  for (let j = 0; j < data.length; j++) along += (data[j] - before.data[j]) * gradient.data[j];
  return along < 0;
}
