import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { identical, normalTensors, probeShapes, scaled } from './probe-problem.ts';

/** Steps before the change. */
const past = 4;
const [rate, decay] = [2 ** -7, 2 ** -3];

/**
 * Finds a state that is made anew when η or λ changes, as by an optimizer that is constructed again at every milestone, or by a step
 * without any gradient, or without that of a tensor. Runs with different pasts go on from the same weights: where nothing happens their next steps differ, and after
 * it they are the same to the last bit.
 *
 * @param fill first steps that only fill the state
 */
export function clearedByChange(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  if (alike(optimizer, fill, {})) return undefined;
  const found =
    events.find(
      ([, event]) =>
        alike(optimizer, fill, event) && !isExtreme(optimizer, fill, event) && !remembersOneStep(optimizer, fill, event),
    ) ?? (isClearedByAbsence(optimizer, fill) ? absence : undefined);
  if (found === undefined) return undefined;
  const isTolerance = found[1].size === 0 && alike(optimizer, fill, { size: tiny });
  const when = isTolerance ? 'all gradients are small at a step' : found[0];
  const sentence = `the state is cleared when ${when}: from there on nothing depends on any gradient before`;
  // Who takes them for the end of a way begins another one; a claim of scales has no room for a size.
  if (isTolerance && optimizer.contract?.symmetry === undefined)
    return { cause: 'ambiguous', sentence: `${sentence}, as after a restart that is meant` };
  return { cause: 'buffer-cleared', sentence };
}

interface Event {
  readonly learningRate?: number;
  readonly weightDecay?: number;
  /** Size of the gradient of that step. */
  readonly size?: number;
  /** The first tensor is not on the list of that step; it alone is looked at. */
  readonly isAbsent?: boolean;
  /** First step that is compared, 1 is the one of the event; weights are made the same before each. */
  readonly from?: number;
}

const events: readonly (readonly [string, Event])[] = [
  ['the learning rate changes', { learningRate: rate / 2 }],
  ['the weight decay changes', { weightDecay: decay / 2 }],
  ['all gradients are zero at a step', { size: 0 }],
];

/** Sizes of gradients that are smaller than all before, and that are small. */
const [smaller, tiny] = [2 ** -2, 2 ** -20];

/**
 * Whether smaller gradients do what none does: they are the smallest so far, which is all that a schedule on a plateau keeps of those before. What is
 * below a threshold is smaller than that.
 */
function isExtreme(optimizer: Optimizer, fill: number, { size }: Event): boolean {
  return size === 0 && [smaller, tiny].every((each) => alike(optimizer, fill, { size: each }));
}

/**
 * Whether a rule remembers of the past no more than its last step, the gradient and where weights were, as one that measures slopes between two of them
 * (Barzilai & Borwein 1988): where weights are made the same after any step, so are those after it. What is zero clears nothing there.
 */
function remembersOneStep(optimizer: Optimizer, fill: number, { size }: Event): boolean {
  return size === 0 && alike(optimizer, fill, { from: 2 });
}

const absence: readonly [string, Event] = ['a tensor has no gradient at a step', { isAbsent: true }];

/** A rule that fails where a tensor is absent clears nothing. */
function isClearedByAbsence(optimizer: Optimizer, fill: number): boolean {
  if (optimizer.selective !== true) return false;
  try {
    return alike(optimizer, fill, absence[1]);
  } catch {
    return false;
  }
}

/** Whether runs with different pasts make the same steps from an event on. */
function alike(
  optimizer: Optimizer,
  fill: number,
  { learningRate = rate, weightDecay = decay, size = 1, isAbsent = false, from = 1 }: Event,
): boolean {
  const source = stream('inference', 'cleared-by-change');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  const runs = [1, 2].map((kind) => {
    const run = new OptimizerRun(optimizer, start);
    for (let step = 1; step <= fill + past; step++)
      run.step(normalTensors(probeShapes, precision, source.seek(kind, step)), rate, decay);
    return run;
  });
  return [1, 2, 3].every((step) => {
    const same = scaled(runs[0].parameters, 1);
    runs[1].parameters.forEach(({ data }, i) => data.set(same[i].data));
    const g = normalTensors(probeShapes, precision, source.seek(3, step), step === 1 ? size : 1);
    if (isAbsent && step === 1) for (const run of runs) run.call(g, learningRate, weightDecay, [1, 2]);
    else for (const run of runs) run.step(g, learningRate, weightDecay);
    if (step < from) return true;
    const looked = isAbsent ? 1 : same.length;
    // What has stopped for good, as where gradients below some size end a training, is not cleared.
    if (step > 1 && identical(runs[0].parameters, same)) return false;
    return identical(runs[0].parameters.slice(0, looked), runs[1].parameters.slice(0, looked));
  });
}
