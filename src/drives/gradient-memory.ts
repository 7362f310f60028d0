import type { Drive } from './drive.ts';
import { likePlain } from './same-way.ts';

/** Gradients are written into the memory of the step before, as with `zero_grad(set_to_none=False)` and in most frameworks. */
export const gradientMemory: Drive = {
  id: 'gradient-memory',
  title: 'each gradient is written into the same memory',
  complete: (way) => way,
  compare: (optimizer, problem, ways) =>
    likePlain(optimizer, problem, ways, true, () => ({
      cause: 'buffer-aliases-gradient',
      diagnosis:
        'a gradient that is written into the memory of the one before changes the steps: the state keeps a reference to the gradient, not a copy of it',
    })),
};
