import type { Counterexample } from '../../falsification/counterexample.ts';
import { spaceFor } from '../../falsification/space-for.ts';
import type { Space } from '../../falsification/space/space.ts';
import { traceHistories, type Trace } from '../../falsification/trace-histories.ts';
import { openLaboratory } from './laboratory.ts';

/**
 * What the runs of a kept counterexample do over time, and the space it is in. Of code that is not this package's, the file is trusted
 * to name it.
 */
export async function traceKept(
  counterexample: Counterexample,
  directory: string,
): Promise<{ readonly traces: readonly Trace[]; readonly space: Space }> {
  const { fixed, streams, conjecture, setting } = counterexample;
  const laboratory = await openLaboratory({
    ...fixed,
    conjecture: fixed.conjecture ?? conjecture,
    seed: streams.seed,
    directory,
  });
  return { traces: await traceHistories(laboratory, setting), space: spaceFor(laboratory.conjecture, laboratory.fixed) };
}
