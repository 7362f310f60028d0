import { identical } from '../inference/probe-problem.ts';
import type { Optimizer, Way } from '../optimizers/optimizer.ts';
import type { Deviation, Drive } from './drive.ts';
import { otherSettings } from './other-value.ts';
import { follow, rounding, type DriveProblem, type Trajectory } from './problem.ts';
import { deviation } from './same-way.ts';

/**
 * An optimizer is constructed with other values of its options, and gets its own in the groups before the first step, as a checkpoint
 * that is loaded brings them, or a schedule of an option. What acts from its construction only is told elsewhere.
 */
export const assigned: Drive = {
  id: 'assigned',
  title: 'options are assigned in the groups after it is constructed',
  compare(optimizer, problem, [way]) {
    // What the constructor makes other options of is their first value, which stays.
    const folding = (way.folding as readonly string[] | undefined) ?? [];
    const others = Object.entries(otherSettings(optimizer)).filter(([name]) => !folding.includes(name));
    const at = (hyperparameters: Readonly<Record<string, number>>): DriveProblem => ({ ...problem, hyperparameters });
    const together = at(Object.fromEntries(others));
    if (partly(optimizer, together, way, [], '') === undefined) return undefined;
    const twice = problem.steps.map((step) => ({ ...step, weightDecay: 2 * step.weightDecay }));
    const decay = partly(optimizer, problem, way, [{ ...problem, steps: twice }], 'the weight decay');
    if (decay !== undefined) return decay;
    // Which option it is, is asked where it is one.
    for (const [name, value] of others) {
      const found = partly(optimizer, at({ [name]: value }), way, [problem], name);
      if (found !== undefined) return found;
    }
    return undefined;
  },
};

/** Where a run whose options were assigned is neither that of one that was made with them nor one that does not know them. */
function partly(
  optimizer: Optimizer,
  problem: DriveProblem,
  way: Way,
  deaf: readonly DriveProblem[],
  what: string,
): Deviation | undefined {
  const [made, driven, ...without] = [
    () => follow(optimizer, problem),
    () => follow(optimizer, problem, way),
    ...deaf.map((other) => () => follow(optimizer, other)),
  ].map(legal);
  if (made === undefined || driven === undefined) return undefined;
  if (without.some((other) => other === undefined || identical(other.after.at(-1)!, driven.after.at(-1)!))) return undefined;
  return deviation(made, driven, problem, rounding(optimizer, problem), {
    cause: 'group-options-ignored',
    diagnosis: `${what} acts in part only where it is assigned in param_groups (by load_state_dict or a schedule): beside it acts what the constructor was given`,
  });
}

/** A run, where its values are not refused. */
function legal(run: () => Trajectory): Trajectory | undefined {
  try {
    return run();
  } catch (error) {
    if ((error as { code?: string }).code === 'SUBJECT_THROWS') return undefined;
    throw error;
  }
}
