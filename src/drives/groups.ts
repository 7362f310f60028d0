import { isCount, otherValues } from '../inference/options.ts';
import { identical } from '../inference/probe-problem.ts';
import type { Optimizer, Way } from '../optimizers/optimizer.ts';
import { coupled } from './coupled.ts';
import type { Deviation, Drive } from './drive.ts';
import { otherSettings, otherValue } from './other-value.ts';
import { follow, readsSchedule, restricted, rounding, type DriveProblem } from './problem.ts';
import { deviation } from './same-way.ts';
import { sayOptions, switchesOf } from './switches.ts';

/** Two groups of parameters with options of their own are two runs of one group. */
export const groups: Drive = {
  id: 'groups',
  title: 'two groups of parameters have options of their own',
  complete: (way, { start }) => ({
    ...way,
    groups: [{ tensors: [0] }, { tensors: start.map((_, i) => i).slice(1), rate: 0.5, decay: 2 }],
  }),
  compare(optimizer, problem) {
    if (problem.start.length < 2) return undefined;
    const two = restricted(problem, [0, 1]);
    const own = { rate: 0.5, decay: 2, hyperparameters: otherSettings(optimizer) };
    // A number for all tensors, such as the largest norm of all, cannot be one of a group; nor do two runs draw what one does.
    const dependent = [undefined, own.hyperparameters].some((hyperparameters) => coupled(optimizer, { ...two, hyperparameters }));
    if (dependent || optimizer.contract?.random === true) return unread(optimizer, two);
    return (
      asRunsOfTheirOwn(optimizer, two, [{}, own]) ??
      // Without a decay of its own a group has none, whatever the one before it has.
      asRunsOfTheirOwn(optimizer, two, [{}, { decay: 0 }]) ??
      byConstructorOnly(optimizer, two) ??
      ofSwitches(optimizer, two)
    );
  },
};

/** Each of two groups is compared with a run of its tensor alone with the same options. */
function asRunsOfTheirOwn(optimizer: Optimizer, two: DriveProblem, given: readonly Way[]): Deviation | undefined {
  const together = follow(optimizer, two, { groups: given.map((options, tensor) => ({ tensors: [tensor], ...options })) });
  for (const [tensor, options] of given.entries()) {
    const alone = restricted(two, [tensor]);
    const seen = { after: together.after.map((parameters) => [parameters[tensor]]), remarks: [] };
    const found = deviation(
      follow(optimizer, alone, { groups: [{ tensors: [0], ...options }] }),
      seen,
      alone,
      rounding(optimizer, two),
      {
        cause: 'group-options-ignored',
        diagnosis: `the ${tensor === 0 ? 'first' : 'second'} of two groups is not trained as a run of its own with the same options: options, rate, decay or state of one group are used for the other`,
      },
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A switch that acts from the constructor, and not where the group of all tensors has it turned. */
function ofSwitches(optimizer: Optimizer, problem: DriveProblem): Deviation | undefined {
  const all = problem.start.map((_, tensor) => tensor);
  const last = (way: Way): ReturnType<typeof follow>['after'][number] => follow(optimizer, problem, way).after.at(-1)!;
  const plain = last({ groups: [{ tensors: all }] });
  for (const { options, grouped } of switchesOf(optimizer)) {
    if (grouped !== true || identical(last({ options, groups: [{ tensors: all }] }), plain)) continue;
    if (identical(last({ groups: [{ tensors: all, switches: options }] }), plain))
      return ignored(`${sayOptions(options)} of a group`);
  }
  return undefined;
}

/** Where tensors influence each other: at least the options of the second group have to be read. */
function unread(optimizer: Optimizer, problem: DriveProblem): Deviation | undefined {
  const second = (options: Way): ReturnType<typeof follow> =>
    follow(optimizer, problem, { groups: [{ tensors: [0] }, { tensors: [1], ...options }] });
  if (!readsSchedule(optimizer, problem)) return undefined;
  const [full, half] = [second({}), second({ rate: 0.5 })];
  if (!full.after.every((parameters, step) => identical([parameters[1]], [half.after[step][1]]))) return undefined;
  return ignored('the learning rate of the second group');
}

/** An option that another value in the constructor changes, and the same value in a group of all tensors does not. */
function byConstructorOnly(optimizer: Optimizer, problem: DriveProblem): Deviation | undefined {
  const all = problem.start.map((_, tensor) => tensor);
  const last = (own?: Record<string, number>, hyperparameters?: Record<string, number>) => {
    try {
      return follow(optimizer, { ...problem, hyperparameters }, { groups: [{ tensors: all, hyperparameters: own }] }).after.at(
        -1,
      )!;
    } catch {
      // What is refused is no legal value.
      return undefined;
    }
  };
  const plain = last();
  if (plain === undefined) return undefined;
  for (const [name, value] of Object.entries(optimizer.hyperparameters ?? {})) {
    const counts = isCount(optimizer, name);
    for (const other of new Set([otherValue(value, counts), ...otherValues(value, counts)])) {
      const changed = { [name]: other };
      const made = last(undefined, changed);
      if (made === undefined || identical(made, plain)) continue;
      const grouped = last(changed);
      if (grouped !== undefined && identical(grouped, plain)) return ignored(`${name} of a group`);
      break;
    }
  }
  return undefined;
}

function ignored(what: string): Deviation {
  return {
    effect: Infinity,
    tolerance: 0,
    cause: 'group-options-ignored',
    diagnosis: `${what} is ignored: the value of the constructor, of the defaults or of the first group is used`,
  };
}
