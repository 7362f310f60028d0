import type { Optimizer, Way } from '../optimizers/optimizer.ts';
import { type Deviation, type Drive } from './drive.ts';
import { follow, gap, restricted, rounding, type DriveProblem } from './problem.ts';
import { likePlain } from './same-way.ts';

export const tree: Drive = {
  id: 'tree',
  title: 'parameters are a nested pytree',
  complete: (way) => way,
  compare: (optimizer, problem, ways) => {
    for (const way of ways) {
      const found = inOneWay(optimizer, problem, way);
      if (found !== undefined && !isOtherOrder(optimizer, problem, way)) return found;
    }
    return undefined;
  },
};

function inOneWay(optimizer: Optimizer, problem: DriveProblem, way: Way): Deviation | undefined {
  return likePlain(optimizer, problem, [way], false, () => ({
    cause: 'tree-order',
    diagnosis:
      'parameters in a nested pytree are trained otherwise than in a list: leaves are taken in another order, or some are left out',
  }));
}

/** Whether it is the run of a list in another order: of a rule that goes by the place of a tensor, the tree says which place that is. */
function isOtherOrder(optimizer: Optimizer, problem: DriveProblem, way: Way): boolean {
  const driven = follow(optimizer, problem, way);
  const allowed = rounding(optimizer, problem);
  return orders(problem.start.length).some((order) => {
    const { after } = follow(optimizer, restricted(problem, order));
    const back = after.map((tensors) => order.map((_, i) => tensors[order.indexOf(i)]));
    return gap({ after: back, remarks: [] }, driven, problem.start).effect <= allowed;
  });
}

/** Every order of so many places. */
function orders(count: number): number[][] {
  if (count === 0) return [[]];
  return orders(count - 1).flatMap((rest) =>
    Array.from({ length: count }, (_, at) => [...rest.slice(0, at), count - 1, ...rest.slice(at)]),
  );
}
