import type { Deviation, Drive } from './drive.ts';
import type { DriveProblem } from './problem.ts';
import { likePlain } from './same-way.ts';
import { withOtherSettings } from './with-other-settings.ts';

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
    const other = withOtherSettings(optimizer, problem);
    return asked(problem) ?? (other && asked(other));
  },
};
