import { copy, type Tensor } from '../../src/arithmetic/tensor.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { postsCalls, type Outcome } from '../../src/optimizers/posted-calls.ts';

/** An optimizer whose calls are handed over, as if it lived in another process, and how often somebody has waited for it since. */
export function elsewhere(given: Optimizer): { readonly optimizer: Optimizer; readonly exchanges: () => number } {
  const optimizer: Optimizer = { ...given, update: (call) => given.update(call) };
  const places = new WeakMap<Outcome, Tensor[]>();
  let [exchanges, isNew] = [0, false];
  postsCalls(optimizer.update, ({ before, ...call }) => {
    isNew = true;
    const place = ((before && places.get(before)) ?? call.parameters).map(copy);
    given.update({ ...call, parameters: place, gradients: call.gradients.map(copy) });
    const outcome: Outcome = (parameters) => {
      if (isNew) exchanges += 1;
      isNew = false;
      parameters.forEach(({ data }, i) => data.set(place[i].data));
    };
    places.set(outcome, place);
    return outcome;
  });
  return { optimizer, exchanges: () => exchanges };
}
