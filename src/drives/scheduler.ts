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
    const { microBatches = 1 } = optimizer;
    // Schedules count steps, not micro-batches.
    const factor = (call: number): number => pattern[Math.floor(call / microBatches) % pattern.length];
    const [{ learningRate }] = problem.steps;
    const steps = problem.steps.map((step, i) => ({ ...step, learningRate: learningRate * factor(i) }));
    const scheduled = { ...problem, steps };
    return likePlain(
      optimizer,
      scheduled,
      ways.map((way) => schedule(way, { ...scheduled, steps: steps.filter((_, i) => i % microBatches === 0) })),
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
