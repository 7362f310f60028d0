import type { Way } from '../optimizers/optimizer.ts';
import type { Drive } from './drive.ts';
import type { DriveProblem } from './problem.ts';
import { likePlain } from './same-way.ts';

/** A scheduler of the library changes the learning rate, by factors that are powers of two. */
export const scheduler: Drive = {
  id: 'scheduler',
  title: 'a scheduler changes the learning rate',
  complete: schedule,
  compare(optimizer, problem, ways) {
    const pattern = [1, 0.5, 2, 0.25, 1, 4, 0.5, 1];
    const steps = problem.steps.map((step, i) => ({ ...step, learningRate: problem.steps[0].learningRate * pattern[i % 8] }));
    const scheduled = { ...problem, steps };
    return likePlain(
      optimizer,
      scheduled,
      ways.map((way) => schedule(way, scheduled)),
      false,
      () => ({
        cause: 'schedule-not-followed',
        diagnosis:
          'a scheduler does not act as the same rates given step by step: its rate is read once, late, or from another place',
      }),
    );
  },
};

function schedule(way: Way, { steps }: DriveProblem): Way {
  return { ...way, schedule: steps.map(({ learningRate }) => learningRate / steps[0].learningRate) };
}
