import type { Optimizer } from '../optimizers/optimizer.ts';
import { otherSettings } from './other-value.ts';
import { follow, type DriveProblem } from './problem.ts';

/**
 * The same problem with another value of every option, as what acts at those values alone is not seen at the defaults: an epsilon, a
 * load that puts the values of the class in the place of the saved ones.
 *
 * @returns `undefined` where these values are refused, or the rule does not stay finite with them
 */
export function withOtherSettings(optimizer: Optimizer, problem: DriveProblem): DriveProblem | undefined {
  const hyperparameters = otherSettings(optimizer);
  if (Object.keys(hyperparameters).length === 0) return undefined;
  const other = { ...problem, hyperparameters };
  try {
    const { after } = follow(optimizer, other);
    return after.every((tensors) => tensors.every(({ data }) => data.every(Number.isFinite))) ? other : undefined;
  } catch (error) {
    // Some together are no legal ones.
    if ((error as { code?: string }).code === 'SUBJECT_THROWS') return undefined;
    throw error;
  }
}
