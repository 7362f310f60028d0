import type { Tensor } from '../arithmetic/tensor.ts';
import { identical } from '../inference/probe-problem.ts';
import type { Way } from '../optimizers/optimizer.ts';
import { coupled } from './coupled.ts';
import type { Deviation, Drive } from './drive.ts';
import { follow, readsSchedule, restricted, rounding } from './problem.ts';
import { deviation } from './same-way.ts';

/** A group that is added after some steps (`add_param_group`), as where layers are unfrozen. */
export const lateGroup: Drive = {
  id: 'late-group',
  title: 'a group of parameters is added later',
  complete: (way, { start }) => ({
    ...way,
    groups: [{ tensors: [0] }, { tensors: start.map((_, i) => i).slice(1), from: 2, rate: 0.5, decay: 2 }],
  }),
  compare(optimizer, problem) {
    const { length } = problem.steps;
    if (problem.start.length < 2 || length < 3) return undefined;
    const two = restricted(problem, [0, 1]);
    const from = 1 + (length >> 1);
    const late = (options: object) =>
      follow(optimizer, two, { groups: [{ tensors: [0] }, { tensors: [1], from, ...options }] }).after;
    const after = late({});
    const wrong = (diagnosis: string): Deviation => ({
      effect: Infinity,
      tolerance: 0,
      cause: 'group-late-ignored',
      diagnosis,
      where: { from },
    });
    if (after.slice(0, from - 1).some((parameters) => !identical([parameters[1]], [two.start[1]])))
      return wrong('a tensor moves before the group that it belongs to is added');
    const fresh = { ...restricted(two, [1]), steps: restricted(two, [1]).steps.slice(from - 1) };
    const alone = follow(optimizer, fresh).after;
    if (identical([after.at(-1)![1]], [two.start[1]]) && !identical(alone.at(-1)!, fresh.start))
      return wrong('a group that is added after some steps is never trained');
    if (readsSchedule(optimizer, fresh) && identical([late({ rate: 0.5 }).at(-1)![1]], [after.at(-1)![1]]))
      return wrong('a group that is added after some steps is trained with the options of another one');
    const decayed = (way: Way): readonly Tensor[] =>
      follow(optimizer, fresh, { groups: [{ tensors: [0], ...way }] }).after.at(-1)!;
    // Twice as much, as a decay of zero may be taken for one that is missing.
    if (identical([late({ decay: 2 }).at(-1)![1]], [after.at(-1)![1]]) && !identical(decayed({ decay: 2 }), decayed({})))
      return wrong('a group that is added after some steps is not decayed: its weight decay is not read');
    if (coupled(optimizer, two) || optimizer.contract?.random === true) return undefined;
    const first = restricted(two, [0]);
    return deviation(
      follow(optimizer, first, { groups: [{ tensors: [0] }] }),
      { after: after.map(([tensor]) => [tensor]), remarks: [] },
      first,
      rounding(optimizer, two),
      { cause: 'group-late-ignored', diagnosis: 'a group that is added later changes how the earlier one is trained' },
    );
  },
};
