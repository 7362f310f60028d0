import type { Tensor } from '../arithmetic/tensor.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';

/**
 * An optimizer whose gradients are clipped at an absolute norm first, over all tensors together:
 *
 *     g ← g min(1, τ/‖g‖)
 *
 * τ has the dimension of a gradient, and so is a scale of its own: what is clipped depends on ‖w‖.
 *
 * @param threshold τ > 0
 */
export function clipped(optimizer: Optimizer, threshold: number): Optimizer {
  return {
    ...optimizer,
    name: `${optimizer.name}-clipped-at-${threshold}`,
    elementwise: false,
    update(call) {
      optimizer.update({ ...call, gradients: shortened(call.gradients, threshold) });
    },
  };
}

function shortened(gradients: readonly Tensor[], threshold: number): readonly Tensor[] {
  let square = 0;
  for (const { data } of gradients) for (let i = 0; i < data.length; i++) square += data[i] * data[i];
  const length = Math.sqrt(square);
  if (!(length > threshold)) return gradients;
  const share = threshold / length;
  return gradients.map(({ data, shape }) => ({ shape, data: data.map((slope) => share * slope) }));
}
