import type { Tensor } from '../arithmetic/tensor.ts';
import type { OptimizerRun } from '../dynamics/optimizer-run.ts';
import { identical, plus } from './probe-problem.ts';

/** Rates of every step of a run. */
export interface Rates {
  readonly learningRate: number;
  readonly weightDecay: number;
}

/** What changes in the weights of the other tensors, and how many steps after the first. */
export interface Change {
  readonly delay: number;
  readonly moves: readonly number[];
}

/** Gradient of the first tensor at a step, in place of the one that it has. */
export type Other = (gradient: Tensor, step: number) => Tensor;

/**
 * What other gradients of the first tensor change in the other tensors, at the first step where they change anything there;
 * `undefined`: nothing. All runs are handed over before any is looked at.
 */
export function changesInOthers(
  run: OptimizerRun,
  steps: readonly (readonly Tensor[])[],
  { learningRate, weightDecay }: Rates,
  others: readonly Other[],
): (Change | undefined)[] {
  const follow = (other: Other): Iterable<Tensor[]> =>
    run.fork().follow(steps.map((g, at) => ({ gradients: [other(g[0], at), ...g.slice(1)], learningRate, weightDecay })));
  const [plain, ...followed] = [(g: Tensor) => g, ...others].map(follow);
  const rests = Array.from(plain, (parameters) => parameters.slice(1));
  return followed.map((after) => {
    let delay = 0;
    for (const parameters of after) {
      const [rest, changed] = [rests[delay], parameters.slice(1)];
      if (!identical(rest, changed)) return { delay, moves: plus(changed, -1, rest).flatMap(({ data }) => Array.from(data)) };
      delay += 1;
    }
    return undefined;
  });
}
