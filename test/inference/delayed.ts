import type { Tensor } from '../../src/arithmetic/tensor.ts';
import { copyState } from '../../src/optimizers/copy-state.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

type Options = Readonly<Record<string, number>>;

interface Queue {
  readonly waiting: Tensor[][];
  inner: unknown;
  calls: number;
}

/** A rule beside a queue. */
function queued(rule: Optimizer): Optimizer {
  return {
    ...rule,
    elementwise: false,
    init: (given): Queue => ({ waiting: [], inner: rule.init(given), calls: 0 }),
    copyState: (state) => {
      const { inner, ...rest } = state as Queue;
      return { ...structuredClone(rest), inner: copyState(rule, inner) };
    },
  };
}

/**
 * A rule whose updates wait in a queue for as many calls as a function of its options says.
 *
 * @param keep what is put in the queue of the gradients of a call; default: a copy
 */
export function delayed(
  rule: Optimizer,
  calls: (options: Options) => number,
  options: Options = {},
  keep: (gradients: readonly Tensor[]) => Tensor[] = (gradients) => structuredClone(gradients) as Tensor[],
): Optimizer {
  return {
    ...queued(rule),
    hyperparameters: { ...rule.hyperparameters, ...options },
    update({ state, ...given }) {
      const queue = state as Queue;
      queue.waiting.push(keep(given.gradients));
      if (queue.waiting.length <= calls(given.hyperparameters)) return;
      rule.update({ ...given, gradients: queue.waiting.shift()!, state: queue.inner, step: ++queue.calls });
    },
  };
}

/** A rule that is given the gradients of the call before, at the first call something else. */
export function stale(rule: Optimizer, first: (gradient: Tensor) => Tensor['data']): Optimizer {
  return {
    ...queued(rule),
    update({ state, ...given }) {
      const queue = state as Queue;
      queue.waiting.push(structuredClone(given.gradients) as Tensor[]);
      const last = queue.waiting.length > 1 ? queue.waiting.shift()! : given.gradients.map((g) => ({ ...g, data: first(g) }));
      rule.update({ ...given, gradients: last, state: queue.inner });
    },
  };
}
