import type { Counterexample } from '../../falsification/counterexample.ts';
import { traceHistories, type Trace } from '../../falsification/trace-histories.ts';
import { openLaboratory } from './laboratory.ts';

/** What both runs of a kept counterexample do over time. Of code that is not this package's, the file is trusted to name it. */
export async function traceKept(counterexample: Counterexample, directory: string): Promise<readonly Trace[]> {
  const { fixed, streams, conjecture, setting } = counterexample;
  const laboratory = await openLaboratory({
    ...fixed,
    conjecture: fixed.conjecture ?? conjecture,
    seed: streams.seed,
    directory,
  });
  return traceHistories(laboratory, setting);
}
