import type { Drive } from './drive.ts';
import { likePlain } from './same-way.ts';

/** `step(closure)`: the closure clears the gradients, computes ⟨w, g⟩ and its gradients; asked again in the same step it has others. */
export const closure: Drive = {
  id: 'closure',
  title: 'gradients come from a closure',
  complete: (way) => way,
  compare: (optimizer, problem, ways) =>
    likePlain(optimizer, problem, ways, true, () => ({
      cause: 'closure-misused',
      diagnosis:
        'step(closure) does not do what step() does with the gradients of the closure: they are read before it is called, or after it is called again',
    })),
};
