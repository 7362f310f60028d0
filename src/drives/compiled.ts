import type { Drive } from './drive.ts';
import { likePlain } from './same-way.ts';

export const compiled: Drive = {
  id: 'compiled',
  title: 'its update is compiled',
  complete: (way) => way,
  compare(optimizer, { steps, ...problem }, ways) {
    // It is compiled for the numbers of a step, and each other rate would be compiled anew: a schedule would show nothing and take seconds.
    const [{ learningRate, weightDecay }] = steps;
    const steady = { ...problem, steps: steps.map((step) => ({ ...step, learningRate, weightDecay })) };
    return likePlain(optimizer, steady, ways, false, () => ({
      cause: 'compiled-differs',
      diagnosis: 'the compiled update is another rule: something is decided or kept in Python while it is traced',
    }));
  },
};
