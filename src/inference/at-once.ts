import { copy, type Tensor } from '../arithmetic/tensor.ts';
import { copyState } from '../optimizers/copy-state.ts';
import type { Optimizer, UpdateArguments } from '../optimizers/optimizer.ts';
import type { Delay } from './delayed-gradients.ts';

/** What a call was given, and where it led from. */
interface Call {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly parameters: readonly Tensor[];
}

interface Waiting {
  inner: unknown;
  /** The last calls, the oldest first. */
  readonly calls: Call[];
}

/** The optimizer as it is without its delay, and without the claim that so many calls only fill the state. */
export function withoutDelay(optimizer: Optimizer, { calls, option }: Delay): Optimizer {
  const { warmUp, ...contract } = optimizer.contract ?? {};
  const claims = warmUp === calls ? { contract } : {};
  return { ...(option === undefined ? (atOnce(optimizer, calls) as Optimizer) : optimizer), ...claims };
}

/**
 * An optimizer whose gradients act so many calls late, as if they acted at once: each call is followed by so many others on a copy of the
 * state, the last of which makes the step. Rates, decays and weights wait as long as gradients do, so that a late update is handed
 * what belongs to its gradient.
 */
function atOnce(optimizer: Optimizer, delay: number): Optimizer<Waiting> {
  return {
    ...optimizer,
    elementwise: false,
    init: (given) => ({ inner: optimizer.init(given), calls: [] }),
    copyState: ({ inner, calls }) => ({ inner: copyState(optimizer, inner), calls: structuredClone(calls) }),
    update({ state, ...given }) {
      const { parameters, learningRate, weightDecay, step } = given;
      state.calls.push({ learningRate, weightDecay, parameters: parameters.map(copy) });
      /** Hands over a call with what belongs to the gradient that acts at it. */
      const hand = (inner: unknown, belongs: Call, later: number, at: readonly Tensor[]): void => {
        const { learningRate, weightDecay } = belongs;
        optimizer.update({
          ...given,
          parameters: at,
          learningRate,
          weightDecay,
          step: step + later,
          state: inner,
        } as UpdateArguments<unknown>);
      };
      const oldest = state.calls.length > delay ? state.calls[0] : { learningRate, weightDecay, parameters };
      hand(state.inner, oldest, 0, oldest.parameters.map(copy));
      if (state.calls.length > delay) state.calls.shift();
      const ahead = copyState(optimizer, state.inner);
      for (let later = 1; later <= delay; later++) {
        const belongs = state.calls[state.calls.length - 1 - (delay - later)] ?? state.calls[0];
        hand(ahead, belongs, later, later === delay ? parameters : belongs.parameters.map(copy));
      }
    },
  };
}
