import { identical } from '../inference/probe-problem.ts';
import type { Drive } from './drive.ts';
import { follow } from './problem.ts';
import { likePlain } from './same-way.ts';

/**
 * `step(closure)`: the closure clears the gradients, computes ⟨w, g⟩ and its gradients; asked again in the same step it has others.
 * A rule that looks at the loss itself, which `step()` is not told, has nothing to be compared with.
 */
export const closure: Drive = {
  id: 'closure',
  title: 'gradients come from a closure',
  complete: (way) => way,
  compare: (optimizer, problem, ways) => {
    const found = likePlain(optimizer, problem, ways, true, () => ({
      cause: 'closure-misused',
      diagnosis:
        'step(closure) does not do what step() does with the gradients of the closure: they are read before it is called, or after it is called again',
    }));
    if (found?.where?.way === undefined || found.effect === Infinity) return found;
    const [seen, raised] = [{}, { loss: 8 }].map(
      (more) => follow(optimizer, problem, { ...(found.where!.way as object), ...more }).after,
    );
    return seen.every((parameters, step) => identical(parameters, raised[step])) ? found : undefined;
  },
};
