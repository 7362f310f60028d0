import { identical } from '../inference/probe-problem.ts';
import type { Optimizer, Way } from '../optimizers/optimizer.ts';
import type { Deviation, Drive } from './drive.ts';
import { follow, type DriveProblem } from './problem.ts';
import { likePlain } from './same-way.ts';

const pattern = [1, 0.5, 2, 0.25, 1, 4, 0.5, 1];

/** A scheduler of the library changes the learning rate, by factors that are powers of two. */
export const scheduler: Drive = {
  id: 'scheduler',
  title: 'a scheduler changes the learning rate',
  complete: schedule,
  compare(optimizer, problem, ways) {
    // Schedules count steps, not micro-batches.
    const { microBatches = 1 } = optimizer;
    const found = counted(optimizer, problem, ways, microBatches);
    if (found === undefined || microBatches > 1) return found;
    // Of a rule that gathers gradients without saying so, a schedule inside counts its own steps.
    const gathered = gatheredBy(optimizer, problem);
    return gathered > 1 && counted(optimizer, problem, ways, gathered) === undefined ? undefined : found;
  },
};

/** The same rates by a scheduler and step by step, of which each lasts for some calls. */
function counted(optimizer: Optimizer, problem: DriveProblem, ways: readonly Way[], calls: number): Deviation | undefined {
  const [{ learningRate }] = problem.steps;
  const factor = (call: number): number => pattern[Math.floor(call / calls) % pattern.length];
  const steps = problem.steps.map((step, i) => ({ ...step, learningRate: learningRate * factor(i) }));
  const scheduled = { ...problem, steps };
  return likePlain(
    optimizer,
    scheduled,
    ways.map((way) => schedule(way, { ...scheduled, steps: steps.filter((_, i) => i % calls === 0) })),
    false,
    () => ({
      cause: 'schedule-not-followed',
      diagnosis:
        'a scheduler does not act as the same rates given step by step: its rate is read once, late, or from another place',
    }),
  );
}

/** The number of calls after which parameters move first; 0: they do not. */
function gatheredBy(optimizer: Optimizer, problem: DriveProblem): number {
  return follow(optimizer, problem).after.findIndex((parameters) => !identical(parameters, problem.start)) + 1;
}

function schedule(way: Way, { steps }: DriveProblem): Way {
  return { ...way, schedule: steps.map(({ learningRate }) => learningRate / steps[0].learningRate) };
}
