import type { Tensor } from '../arithmetic/tensor.ts';
import type { OptimizerRun } from '../dynamics/optimizer-run.ts';

/**
 * Where the tensors of a run are before the first of some steps and after each of them, as copies. All steps are made before anything is read, so
 * that an optimizer in another process is waited for once.
 *
 * @param run which goes on by these steps
 * @param gradients of each step
 * @param rate η of all of them
 * @param weightDecay λ of all of them
 */
export function positions(
  run: OptimizerRun,
  gradients: Iterable<readonly Tensor[]>,
  rate: number,
  weightDecay = 0,
): readonly (readonly Tensor[])[] {
  return laterPositions(run, gradients, rate, weightDecay)();
}

/** As `positions`, read when they are asked for: several runs are handed over before any of them is waited for. */
export function laterPositions(
  run: OptimizerRun,
  gradients: Iterable<readonly Tensor[]>,
  rate: number,
  weightDecay = 0,
): () => readonly (readonly Tensor[])[] {
  const readings = [run.reading()];
  for (const each of gradients) {
    run.step(each, rate, weightDecay);
    readings.push(run.reading());
  }
  return () => readings.map((reading) => reading());
}

/** Which tensors move at which step, of such positions. */
export function moving(at: readonly (readonly Tensor[])[]): boolean[][] {
  return at
    .slice(1)
    .map((tensors, i) => tensors.map(({ data }, j) => data.some((w: number, k: number) => w !== at[i][j].data[k])));
}
