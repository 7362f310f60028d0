import { identical } from '../inference/probe-problem.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { follow, restricted, type DriveProblem } from './problem.ts';

/** Whether tensors are trained otherwise in company (by design, as where a norm is that of all), so that runs alone tell nothing. */
export function coupled(optimizer: Optimizer, problem: DriveProblem): boolean {
  const together = follow(optimizer, problem);
  return problem.start.some((_, tensor) => {
    const alone = follow(optimizer, restricted(problem, [tensor]));
    return alone.after.some(([parameters], step) => !identical([parameters], [together.after[step][tensor]]));
  });
}
