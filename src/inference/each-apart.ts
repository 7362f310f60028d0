import { zeros, type Tensor } from '../arithmetic/tensor.ts';
import { copyState } from '../optimizers/copy-state.ts';
import type { Optimizer, UpdateArguments } from '../optimizers/optimizer.ts';

const length = 4;

/** Where a tensor stands in its list: by itself, before another one, between two, or after another one. */
export type Standing = 'alone' | 'first' | 'between' | 'last';

/**
 * An optimizer that trains every tensor by an instance of its own: how it trains one that is alone, the first or the last of two, or the second of
 * three.
 *
 * @param optimizer whose instances they are
 * @param standing where each tensor stands among others, which are under a gradient of ones
 */
export function eachApart(optimizer: Optimizer, standing: Standing): Optimizer<unknown[]> {
  const among = (tensor: Tensor, other: (like: Tensor) => Tensor): Tensor[] => [
    ...(standing === 'between' || standing === 'last' ? [other(tensor)] : []),
    tensor,
    ...(standing === 'between' || standing === 'first' ? [other(tensor)] : []),
  ];
  return {
    ...optimizer,
    init: ({ parameters }) => parameters.map((tensor) => optimizer.init({ parameters: among(tensor, still) })),
    copyState: (states) => states.map((state) => copyState(optimizer, state)),
    update({ parameters, gradients, state: states, ...given }: UpdateArguments<unknown[]>) {
      parameters.forEach((tensor, i) => {
        const [own, g] = [among(tensor, still), among(gradients[i], ones)];
        optimizer.update({ ...given, parameters: own, gradients: g, state: states[i] });
      });
    },
  };
}

function still({ data }: Tensor): Tensor {
  return zeros([length], data instanceof Float64Array ? 'float64' : 'float32');
}

function ones(like: Tensor): Tensor {
  const tensor = still(like);
  tensor.data.fill(1);
  return tensor;
}
