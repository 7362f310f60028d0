import type { Drive } from './drive.ts';
import { likePlain } from './same-way.ts';

/** `zero_grad()` before each gradient, as in every loop of training: it clears gradients and nothing else. */
export const cleared: Drive = {
  id: 'cleared',
  title: 'zero_grad() comes between steps',
  complete: (way) => way,
  compare: (optimizer, problem, ways) =>
    likePlain(optimizer, problem, ways, true, () => ({
      cause: 'clearing-acts',
      diagnosis: 'zero_grad() between steps changes the run: it clears, or counts, more than gradients',
    })),
};
