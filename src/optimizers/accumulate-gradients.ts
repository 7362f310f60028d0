import type { FloatArray } from '../arithmetic/tensor.ts';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { zerosLike } from './buffers.ts';
import { copyState } from './copy-state.ts';
import type { Optimizer } from './optimizer.ts';

/** State of an accumulating optimizer. */
export interface AccumulationState<State> {
  readonly inner: State;
  /** Sum of the gradients since the last move. */
  readonly sums: FloatArray[];
}

/**
 * Makes an optimizer that is called once a micro-batch and moves once every n calls, on the mean gradient.
 *
 *     at calls n, 2n, 3n, …:  update(w, (g₁ + … + gₙ)/n)  with step counter 1, 2, 3, …
 *
 * Learning rate and weight decay are those of the n-th call; nothing decays in between.
 *
 * @param optimizer the update rule; it may itself accumulate
 * @param microBatches n, a whole number from 1
 * @returns the optimizer with `microBatches: n` and the contract of the one it wraps
 * @throws ConfigurationError `INVALID_MICRO_BATCHES`
 *
 * @example
 * ```ts
 * const patient = accumulateGradients(sgd, 2);
 * expect(iterate(patient, [1], [[1]], { learningRate: 0.25 })).toEqual([1]);
 * expect(iterate(patient, [1], [[1], [3]], { learningRate: 0.25 })).toEqual(iterate(sgd, [1], [[2]], { learningRate: 0.25 }));
 * ```
 */
export function accumulateGradients<State>(
  optimizer: Optimizer<State>,
  microBatches: number,
): Optimizer<AccumulationState<State>> {
  if (!Number.isInteger(microBatches) || microBatches < 1) {
    throw new ConfigurationError('INVALID_MICRO_BATCHES', `microBatches is ${microBatches}, expected a whole number from 1`);
  }
  const { drives: _, remarks: __, ...inner } = optimizer;
  return {
    ...inner,
    name: `${optimizer.name} (${microBatches} micro-batches)`,
    microBatches: microBatches * (optimizer.microBatches ?? 1),

    init: (arguments_) => ({ inner: optimizer.init(arguments_), sums: zerosLike(arguments_.parameters) }),

    copyState: ({ inner, sums }) => ({ inner: copyState(optimizer, inner), sums: structuredClone(sums) }),

    update({ gradients, state: { inner, sums }, step, ...rest }) {
      gradients.forEach(({ data: g }, i) => {
        for (let j = 0; j < g.length; j++) sums[i][j] += g[j];
      });
      if (step % microBatches !== 0) return;
      const mean = gradients.map(({ shape }, i) => ({ data: sums[i].map((sum) => sum / microBatches), shape }));
      optimizer.update({ ...rest, gradients: mean, state: inner, step: step / microBatches });
      for (const sum of sums) sum.fill(0);
    },
  };
}
