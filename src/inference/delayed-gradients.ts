import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { withoutDelay } from './at-once.ts';
import type { Explanations } from './explanations.ts';
import { measure } from './measurements.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { takes } from './options.ts';
import { distance, identical, norm, normalTensors, probeShapes, scaled } from './probe-problem.ts';

/** Longer pipelines than this are not looked for. */
const longest = 16;
/** Steps that have to be those of so many calls before. */
const steps = 12;

/** How many calls gradients wait before they act. */
export interface Delay {
  readonly calls: number;
  /** The option that says so, which is none of a rule that always waits. */
  readonly option?: string;
}

/**
 * Measures how many calls gradients wait by design. What is late by a slip is late whatever an option says, or by another number of
 * calls, and its weights decay before the first gradient acts.
 *
 * @returns `undefined` where gradients act at once, or late in another way
 */
export function inferDelay(optimizer: Optimizer, explanations: Explanations): Delay | undefined {
  const delay = measureDelay(optimizer, explanations);
  return delay === undefined || refersToGradients(optimizer, delay.calls) ? undefined : delay;
}

function measureDelay(optimizer: Optimizer, explanations: Explanations): Delay | undefined {
  const option = delayOption(optimizer);
  if (option !== undefined) return { calls: optimizer.hyperparameters![option], option };
  const calls = wholeDelay(optimizer, explanations);
  return calls === 0 ? undefined : { calls };
}

/** Whether what waits is the memory of a gradient and not what was in it: whoever uses that again hands over another gradient. */
function refersToGradients(optimizer: Optimizer, calls: number): boolean {
  const [fresh, again] = [runOf(optimizer), runOf(optimizer)];
  const buffer = gradientsOf(optimizer, 1);
  for (let call = 1; call <= calls + 2; call++) {
    const g = gradientsOf(optimizer, call);
    buffer.forEach(({ data }, i) => data.set(g[i].data));
    fresh.step(g, rate, 0);
    again.step(buffer, rate, 0);
  }
  return !identical(fresh.parameters, again.parameters);
}

/**
 * The option that says how many calls a gradient waits (Harlap et al. 2018, PipeDream; Zheng et al. 2017, asynchronous SGD): at the
 * value k the weights after call k + t are those after call t at the value 0.
 */
function delayOption(optimizer: Optimizer): string | undefined {
  const counts = Object.entries(optimizer.hyperparameters ?? {}).filter(
    ([name, value]) => Number.isInteger(value) && value > 0 && value <= longest && takes(optimizer, name, 0),
  );
  return counts.find(([name, value]) => {
    const prompt = weightsOf(optimizer, { [name]: 0 }, 0);
    return (
      prompt !== undefined && [value, value + 1].every((k) => isSame(optimizer, prompt, weightsOf(optimizer, { [name]: k }, k)))
    );
  })?.[0];
}

/**
 * Of how many calls before the gradients of all steps are, where nothing moves until then, decay and all, and the rule is a known one
 * once they count as those of their own calls: an update that is made late as a whole (Ren et al. 2021, ZeRO-Offload).
 *
 * @returns 0 where that is not so
 */
function wholeDelay(optimizer: Optimizer, explanations: Explanations): number {
  const delay = waitingCalls(optimizer);
  const { contract: { warmUp, random } = {}, microBatches = 1 } = optimizer;
  if (delay === 0 || random === true || microBatches > 1 || (warmUp !== undefined && warmUp !== delay)) return 0;
  if (!isLateBy(optimizer, delay) || isMeantOtherwise(optimizer, delay)) return 0;
  const { core, response, rebuilt, rate: reads } = measure(withoutDelay(optimizer, { calls: delay }), explanations);
  // What shows weights of the call before has made its step already, at the rate of that call.
  if (reads === 'late') return 0;
  const isKnown = core?.mistake === undefined && rebuilt?.mistake === undefined && response.finding === undefined;
  const isRebuilt = core !== undefined || response.kernel !== undefined || rebuilt !== undefined;
  return isKnown && (isRebuilt || warmUp !== undefined) ? delay : 0;
}

/** Whether an option says how long gradients wait, and says another number. */
function isMeantOtherwise(optimizer: Optimizer, delay: number): boolean {
  return Object.entries(optimizer.hyperparameters ?? {}).some(
    ([name, value]) =>
      Number.isInteger(value) &&
      value !== delay &&
      takes(optimizer, name, value + 1) &&
      waitingCalls(optimizer, { [name]: value + 1 }) !== delay,
  );
}

/** Calls at the start that move nothing at all; 0 where something never moves. */
function waitingCalls(optimizer: Optimizer, changed: Readonly<Record<string, number>> = {}): number {
  const run = runOf(optimizer, changed);
  const start = scaled(run.parameters, 1);
  for (let call = 0; call <= longest; call++) {
    run.step(gradientsOf(optimizer, call + 1), rate, decay);
    if (!identical(run.parameters, start)) return call;
  }
  return 0;
}

/** Whether no gradient shows before so many calls are over, and every one shows then. */
function isLateBy(optimizer: Optimizer, delay: number): boolean {
  return [1, 2, 5].every((at) => {
    const [run, other] = [runOf(optimizer), runOf(optimizer)];
    for (let call = 1; call <= at + delay; call++) {
      const g = gradientsOf(optimizer, call);
      run.step(g, rate, decay);
      other.step(call === at ? scaled(g, -3) : g, rate, decay);
      if (identical(run.parameters, other.parameters) !== call < at + delay) return false;
    }
    return true;
  });
}

const [rate, decay] = [2 ** -5, 2 ** -3];

function runOf(optimizer: Optimizer, changed: Readonly<Record<string, number>> = {}): OptimizerRun {
  const start = normalTensors(probeShapes, measuringPrecision(optimizer), stream('inference', 'delayed-gradients').seek(0, 0));
  return new OptimizerRun(optimizer, start, changed);
}

function gradientsOf(optimizer: Optimizer, call: number): Tensor[] {
  return normalTensors(probeShapes, measuringPrecision(optimizer), stream('inference', 'delayed-gradients').seek(1, call));
}

/** Weights after each call from one on; `undefined` where calls before it move something, a later one does not, or a value is refused. */
function weightsOf(
  optimizer: Optimizer,
  changed: Readonly<Record<string, number>>,
  after: number,
): readonly (readonly Tensor[])[] | undefined {
  try {
    const run = runOf(optimizer, changed);
    const weights: Tensor[][] = [];
    for (let call = 1; call <= after + steps; call++) {
      const before = scaled(run.parameters, 1);
      run.step(gradientsOf(optimizer, call), rate, 0);
      if (identical(run.parameters, before) !== call <= after) return undefined;
      if (call > after) weights.push(scaled(run.parameters, 1));
    }
    return weights;
  } catch {
    return undefined;
  }
}

function isSame(
  optimizer: Optimizer,
  prompt: readonly (readonly Tensor[])[],
  late: readonly (readonly Tensor[])[] | undefined,
): boolean {
  const rounding = tolerance(optimizer, 1e-9, 1e-4);
  return (
    late !== undefined &&
    late.every((weights, i) => weights.every((tensor, j) => distance(tensor, prompt[i][j]) <= rounding * norm(tensor)))
  );
}
