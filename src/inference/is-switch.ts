import type { Optimizer } from '../optimizers/optimizer.ts';
import { endOfShortRun } from './end-of-short-run.ts';
import { identical } from './probe-problem.ts';

/** None of which says more than off or on. */
const others = [0.5, 2];

/**
 * Whether an option is off or on, and nothing else: at 0 the rule is another one than at 1, and at any other value it is one of the two, whether
 * everything but 0 is on (`if (x)`) or only 1 is (`x === 1`).
 *
 * @param weightDecay at which it is seen
 */
export function isSwitch(optimizer: Optimizer, name: string, weightDecay: number): boolean {
  try {
    const [none, one] = [0, 1].map((value) => endOfShortRun(optimizer, weightDecay, { [name]: value }));
    return !identical(none, one) && others.every((value) => isEither(optimizer, name, value, weightDecay, [none, one]));
  } catch {
    // A value that it refuses tells nothing.
    return false;
  }
}

function isEither(
  optimizer: Optimizer,
  name: string,
  value: number,
  weightDecay: number,
  ends: readonly ReturnType<typeof endOfShortRun>[],
): boolean {
  try {
    const there = endOfShortRun(optimizer, weightDecay, { [name]: value });
    return ends.some((end) => identical(there, end));
  } catch {
    // What is refused is no third value.
    return true;
  }
}
