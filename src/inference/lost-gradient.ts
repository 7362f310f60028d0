import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { identical, normalTensors, probeShapes } from './probe-problem.ts';
import { lookInto } from './revealed-states.ts';
import { inferStart, type StartReading } from './start.ts';

/** Steps in which a gradient may still show, and other gradients in its place, of which a few signs may be the same. */
const [later, sizes] = [48, [1, -1, 2 ** 6]] as const;
/** What later gradients are multiplied by now and then: a threshold that first ones set shows beside what passes it. */
const sizeAt = (since: number): number => (since > 12 && since % 6 === 0 ? 2 ** (since % 12 === 0 ? 12 : -12) : 1);

/**
 * Finds calls that move nothing, then or later, whatever their gradients are: the first ones fill no state, or those between two that move
 * gather nothing. Calls that only make the state, or wait, and such as return too early are alike, unless an option or the contract counts them, or a
 * gradient was put in the state, as where a queue hands out its newest one. That every second gradient is thrown away nobody publishes.
 */
export function lostGradient(
  optimizer: Optimizer,
  { fill, period }: Pick<StartReading, 'fill' | 'period'>,
): Diagnosis | undefined {
  if (period > 1) {
    const after = fill + period;
    const idle = Array.from({ length: period - 1 }, (_, i) => after + 2 + i);
    const lost = idle.filter((call) => acts(optimizer, call) === false);
    if (lost.length === 0) return undefined;
    const sentence = `one of ${period} calls moves the parameters, and the gradients of ${lost.length === 1 ? 'another one' : `${lost.length} others`} change nothing, then or later: they are not gathered but thrown away`;
    return { cause: 'micro-batches-dropped', sentence };
  }
  return fill > 0 ? lostAtStart(optimizer, fill) : undefined;
}

/** Calls at the start of which nothing comes. */
function lostAtStart(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const calls = Array.from({ length: fill }, (_, i) => i + 1);
  if (!calls.every((call) => acts(optimizer, call) === false)) return undefined;
  const first = fill === 1 ? 'the gradient of the first call' : `the gradients of the first ${fill} calls`;
  if (keepsGradient(optimizer)) {
    const sentence = `${first} ${fill === 1 ? 'is' : 'are'} put in the state and never ${fill === 1 ? 'moves' : 'move'} anything: what waits longest should be taken from a queue, not what came last`;
    return { cause: 'gradient-never-moves', sentence };
  }
  if (optimizer.contract?.warmUp === fill) return undefined;
  if (fill > 1 && isOption(optimizer, fill)) return undefined;
  const sentence =
    fill === 1
      ? 'the first call moves nothing, and fills no state: another gradient there changes no later step; it is a call that only makes the state, or one that returns too early'
      : `the first ${fill} calls move nothing, and fill no state: other gradients there change no later step, and no option says how many they are; these calls wait on purpose, or are skipped by mistake`;
  return { cause: 'ambiguous', sentence };
}

/** Whether an option says how many calls at the start move nothing. */
function isOption(optimizer: Optimizer, fill: number): boolean {
  const { hyperparameters = {} } = optimizer;
  return Object.entries(hyperparameters).some(([name, value]) =>
    [value + 1, value / 2].some((other) => {
      try {
        return inferStart({ ...optimizer, hyperparameters: { ...hyperparameters, [name]: other } }).fill !== fill;
      } catch {
        // A value that it refuses tells nothing.
        return false;
      }
    }),
  );
}

/** Whether the gradients of the first call are in the state after it, as they are; not where nobody can look into that. */
function keepsGradient(optimizer: Optimizer): boolean {
  const source = stream('inference', 'lost-gradient');
  const precision = measuringPrecision(optimizer);
  const parameters = normalTensors(probeShapes, precision, source.seek(0, 0));
  const state: unknown = optimizer.init({ parameters });
  const gradients = normalTensors(probeShapes, precision, source.seek(1, 1));
  const look = lookInto(state, optimizer.copyState === undefined);
  if (look === undefined) return false;
  const { hyperparameters = {} } = optimizer;
  optimizer.update({ parameters, gradients, state, learningRate: 1 / 64, weightDecay: 0, hyperparameters, step: 1 });
  const kept = look();
  return gradients.every(({ data }) =>
    kept.some((numbers) => numbers.length === data.length && data.every((g: number, j: number) => numbers[j] === g)),
  );
}

/** Whether another gradient at a call changes anything, then or later; `undefined` where nothing moves at all. */
function acts(optimizer: Optimizer, call: number): boolean | undefined {
  const source = stream('inference', 'lost-gradient');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  const runs = [undefined, ...sizes].map((size) => ({ size, run: new OptimizerRun(optimizer, start) }));
  const draw = (series: number, step: number, size = 1): Tensor[] =>
    normalTensors(probeShapes, precision, source.seek(series, step), size);
  for (let step = 1; step <= call + later; step++) {
    for (const { size, run } of runs)
      run.step(step === call && size !== undefined ? draw(2, step, size) : draw(1, step, sizeAt(step - call)), 1 / 64, 0);
    const [usual, ...others] = runs.map(({ run }) => run.parameters);
    if (step >= call && others.some((other) => !identical(usual, other))) return true;
  }
  return identical(runs[0].run.parameters, start) ? undefined : false;
}
