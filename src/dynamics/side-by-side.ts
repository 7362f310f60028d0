import type { Tensor } from '../arithmetic/tensor.ts';
import type { KnownCall, OptimizerRun } from './optimizer-run.ts';

/** One step of a run: its gradient does not depend on where the parameters go. */
export type KnownStep = Omit<KnownCall, 'listed'>;

/**
 * Makes steps of runs and tells where they lead, one step after the other.
 *
 * Steps are made as they are asked for. Where all of the runs post their calls, every step is made at once, before this returns, and then
 * asked for, so that all of them cost one exchange.
 *
 * @param steps what `make` is given, step by step
 * @param make makes one step of each run, and returns what asks where that leads
 */
export function inTurn<Step, Result>(
  runs: readonly OptimizerRun[],
  steps: Iterable<Step>,
  make: (step: Step) => () => Result,
): Generator<Result, void, undefined> {
  const made = runs.every(({ posts }) => posts) ? Array.from(steps, make) : undefined;
  return (function* () {
    if (made === undefined) for (const step of steps) yield make(step)();
    else for (const ask of made) yield ask();
  })();
}

/**
 * Steps one run along gradients that do not depend on where it goes.
 *
 * @returns for each step a copy of the parameters after it
 */
export function* along(run: OptimizerRun, steps: Iterable<KnownStep>): Generator<Tensor[], void, undefined> {
  yield* inTurn([run], steps, ({ gradients, learningRate, weightDecay }) => {
    run.step(gradients, learningRate, weightDecay);
    return run.reading();
  });
}

/**
 * Steps runs side by side: each makes its k-th step before any makes the next one.
 *
 * @param steps for each step what each of the runs is given
 * @returns for each step copies of the parameters of each run
 */
export function sideBySide(
  runs: readonly OptimizerRun[],
  steps: Iterable<readonly KnownStep[]>,
): Generator<Tensor[][], void, undefined> {
  return inTurn(runs, steps, (step) => {
    const readings = runs.map((run, i) => {
      run.step(step[i].gradients, step[i].learningRate, step[i].weightDecay);
      return run.reading();
    });
    return () => readings.map((read) => read());
  });
}
