import type { Tensor } from '../arithmetic/tensor.ts';
import type { Optimizer, Way } from '../optimizers/optimizer.ts';
import { follow, gap, type DriveProblem, type Trajectory } from './problem.ts';

/** Relative changes of a gradient: below single precision, and about half a unit of the last place of the next shorter formats. */
const shares = [2 ** -21, 2 ** -12, 2 ** -9];

/**
 * What a rule makes of roundings inside: of a change that is too small for single precision or, where a tensor does not feel that at
 * all, because it is rounded to a shorter format before anything is done with it, of one that shows there.
 *
 * @returns a relative difference, which another order of the same operations may make
 */
export function innerRounding(optimizer: Optimizer, problem: DriveProblem, way: Way): number {
  const plain = follow(optimizer, problem, way);
  const shaken = shares.map((share) => {
    const steps = problem.steps.map((step) => ({ ...step, gradients: step.gradients.map((g) => shake(g, share)) }));
    return follow(optimizer, { ...problem, steps }, way);
  });
  const effects = problem.start.map((tensor, i) => {
    const of = ({ after, remarks }: Trajectory): Trajectory => ({ after: after.map((each) => [each[i]]), remarks });
    return ofFormat(shaken.map((other) => gap(of(plain), of(other), [tensor]).effect));
  });
  const worst = Math.max(...effects);
  return Number.isFinite(worst) ? 4 * worst : 0;
}

/**
 * The effect of the smallest change that shows in every entry. One below the last place of the format inside changes nothing, or moves
 * the few entries that it carries over a half, by much more than its share: it tells too little of what another order makes of all.
 */
function ofFormat(effects: readonly number[]): number {
  const response = effects.map((effect, i) => effect / shares[i]);
  const even = response.findIndex((each, i) => each > 0 && response.slice(i + 1).every((later) => each <= 4 * later));
  return effects[even] ?? 0;
}

/** Every other entry larger, the rest smaller, so that the direction changes too. */
function shake({ data, shape }: Tensor, share: number): Tensor {
  return { data: data.map((x: number, j: number) => x * (1 + (j % 2 === 0 ? share : -share))) as typeof data, shape };
}
