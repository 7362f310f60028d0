import { causes, type CauseId } from '../inference/cause.ts';
import type { Optimizer, Way } from '../optimizers/optimizer.ts';
import type { Deviation } from './drive.ts';
import { follow, gap, rounding, type DriveProblem, type Trajectory } from './problem.ts';

/** What a deviation is called. */
export interface Blamed {
  readonly cause: CauseId;
  readonly diagnosis: string;
  readonly title?: string;
}

/**
 * Compares two trajectories of the same start.
 *
 * @param allowed 0 for the same bits
 */
export function deviation(
  plain: Trajectory,
  driven: Trajectory,
  problem: DriveProblem,
  allowed: number,
  blamed: Blamed,
  details: Readonly<Record<string, unknown>> = {},
): Deviation | undefined {
  const { effect, step, tensor } = gap(plain, driven, problem.start);
  if (effect <= allowed) return undefined;
  const shape = problem.start[tensor].shape;
  return { effect, tolerance: allowed, ...blamed, where: { step, tensor, shape, ...details } };
}

/** What an adapter saw beside the numbers, as a deviation. */
export function remarked({ remarks }: Trajectory, way: Way): Deviation | undefined {
  if (remarks.length === 0) return undefined;
  const [{ cause: said, always }] = remarks;
  const cause = Object.hasOwn(causes, said) ? (said as CauseId) : 'unexplained';
  const diagnosis = remarks.map(({ sentence }) => sentence).join('; ');
  return { effect: Infinity, tolerance: 0, cause, diagnosis, where: { way }, ...(always === true && { anyway: true }) };
}

/** Drives an optimizer in each way and compares it with its plain run. */
export function likePlain(
  optimizer: Optimizer,
  problem: DriveProblem,
  ways: readonly Way[],
  exact: boolean,
  blame: (way: Way) => Blamed,
): Deviation | undefined {
  const plain = follow(optimizer, problem);
  const allowed = exact ? 0 : rounding(optimizer, problem);
  for (const way of ways) {
    const driven = follow(optimizer, problem, way);
    const found = remarked(driven, way) ?? deviation(plain, driven, problem, allowed, blame(way), { way });
    if (found !== undefined) return found;
  }
  return undefined;
}
