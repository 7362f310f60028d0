import { identical } from '../inference/probe-problem.ts';
import type { Optimizer, Way } from '../optimizers/optimizer.ts';
import type { Deviation, Drive } from './drive.ts';
import { follow, type DriveProblem } from './problem.ts';
import { likePlain } from './same-way.ts';
import { withOtherSettings } from './with-other-settings.ts';

/** Numbers of a step that a state may hold, and what they are called. */
const numbers = { learningRate: 'learning_rate', weightDecay: 'weight_decay' } as const;

/** Every number reaches the rule as a leaf of its state, also where it is another one than that of the factory. */
export const injected: Drive = {
  id: 'injected',
  title: 'its numbers are injected into its state',
  complete: (way) => way,
  compare(optimizer, problem, ways) {
    const asked = (of: DriveProblem): Deviation | undefined =>
      likePlain(optimizer, of, ways, false, () => ({
        cause: 'schedule-not-followed',
        diagnosis:
          'with its numbers injected into its state (inject_hyperparams) the rule is another one: a number is read when it is made, not when it acts',
      }));
    const held = ways.find(({ inject }) => inject === 'held');
    if (held !== undefined) return ignored(optimizer, problem, held);
    const other = withOtherSettings(optimizer, problem);
    return asked(problem) ?? (other && asked(other));
  },
};

/** A factory that injects by itself: what training sets in the state, and finds there afterwards, acts. */
function ignored(optimizer: Optimizer, { steps, ...problem }: DriveProblem, way: Way): Deviation | undefined {
  const [{ learningRate, weightDecay }] = steps;
  for (const key of ['learningRate', 'weightDecay'] as const) {
    if (!(way.held as readonly string[]).includes(numbers[key])) continue;
    const last = (factor: number, driven?: Way) => {
      const own = { learningRate, weightDecay };
      const later = { ...own, [key]: factor * own[key] };
      const changed = steps.map(({ gradients }, i) => ({ gradients, ...(i === 0 ? own : later) }));
      return follow(optimizer, { ...problem, steps: changed }, driven).after.at(-1)!;
    };
    if (!identical(last(1, way), last(0.5, way)) || identical(last(1), last(0.5))) continue;
    return {
      effect: Infinity,
      tolerance: 0,
      cause: 'schedule-not-followed',
      diagnosis: `hyperparams["${numbers[key]}"] of its state is set and does nothing: what inject_hyperparams makes takes this number from outside`,
      where: { way },
    };
  }
  return undefined;
}
