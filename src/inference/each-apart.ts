import { zeros, type Tensor } from '../arithmetic/tensor.ts';
import { copyState } from '../optimizers/copy-state.ts';
import type { Optimizer, UpdateArguments } from '../optimizers/optimizer.ts';

const length = 4;

/**
 * An optimizer that trains every tensor by an instance of its own: how it trains one that is alone, or the first of two.
 *
 * @param optimizer whose instances they are
 * @param followed whether another tensor, under a gradient of ones, comes after each
 */
export function eachApart(optimizer: Optimizer, followed: boolean): Optimizer<unknown[]> {
  const withOther = (tensor: Tensor, other: (like: Tensor) => Tensor): Tensor[] =>
    followed ? [tensor, other(tensor)] : [tensor];
  return {
    ...optimizer,
    init: ({ parameters }) => parameters.map((tensor) => optimizer.init({ parameters: withOther(tensor, still) })),
    copyState: (states) => states.map((state) => copyState(optimizer, state)),
    update({ parameters, gradients, state: states, ...given }: UpdateArguments<unknown[]>) {
      parameters.forEach((tensor, i) => {
        const [own, g] = [withOther(tensor, still), withOther(gradients[i], ones)];
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
