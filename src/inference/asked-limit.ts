import type { Tensor } from '../arithmetic/tensor.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { identical } from './probe-problem.ts';

/** By how much a limit is another one: far above what a search leaves open, and less than an option's square root does. */
const moved = 1.2;

/** How a limit depends on options. */
export interface LimitLook {
  /** The limit where options are changed; `undefined`, 0 or ∞: there is none. */
  readonly limitOf: (changed: Readonly<Record<string, number>>) => number | undefined;
  /** What a run far from the limit leads to where options are changed and the rate is multiplied by a factor. */
  readonly weightsAt?: (changed: Readonly<Record<string, number>>, factor: number) => readonly Tensor[];
}

/**
 * Whether an option says where a limit is, so that its author means it: where the option is halved, or doubled, the limit is elsewhere.
 * A factor of the rate moves any limit of the rate, and says nothing.
 *
 * @param limit where it is by default, above 0
 */
export function isAskedLimit({ hyperparameters = {} }: Optimizer, limit: number, { limitOf, weightsAt }: LimitLook): boolean {
  return Object.entries(hyperparameters).some(
    ([name, value]) =>
      value !== 0 &&
      [0.5, 2].some((factor) => {
        const changed = { [name]: value * factor };
        try {
          const other = limitOf(changed);
          // Where there is no limit any more, the value may be one of which nothing can be made.
          if (other === undefined || other === 0 || !Number.isFinite(other)) return false;
          if (Math.max(other / limit, limit / other) < moved) return false;
          return weightsAt === undefined || !identical(weightsAt(changed, 1), weightsAt({}, factor));
        } catch {
          // A value that it refuses tells nothing.
          return false;
        }
      }),
  );
}
