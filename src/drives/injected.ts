import type { Drive } from './drive.ts';
import { likePlain } from './same-way.ts';

export const injected: Drive = {
  id: 'injected',
  title: 'its numbers are injected into its state',
  complete: (way) => way,
  compare: (optimizer, problem, ways) =>
    likePlain(optimizer, problem, ways, false, () => ({
      cause: 'schedule-not-followed',
      diagnosis:
        'with its numbers injected into its state (inject_hyperparams) the rule is another one: a number is read when it is made, not when it acts',
    })),
};
