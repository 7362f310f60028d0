import { innerProducts } from './groups.ts';
import type { Metric } from './metric.ts';

/**
 * Second moment of the gradient on the unit sphere, averaged over the scale-invariant units:
 *
 *     mean over units of  ‖g‖² ‖w‖²
 *
 * Its mean over steps is S = E‖ḡ‖² = ‖∇L‖² + Tr Σ at u = w/‖w‖, which sets the equilibrium norm: ρ*⁴ = ηS/(λ(2 − ηλ)) for SGD.
 *
 * @example
 * ```ts
 * const tensors = (...data: number[]) => [{ data: Float64Array.from(data), shape: [data.length] }];
 * const view = { objective: objective('quadratic-ratio'), before: tensors(3, 4), gradients: tensors(0, 2) };
 * expect(gradientMoment.measure(view as unknown as StepView)).toBe(100);
 * ```
 */
export const gradientMoment: Metric = {
  name: 'gradient-moment',
  description: 'mean over scale-invariant units of ‖g‖²‖w‖²',
  measure: ({ objective, before, gradients }) => {
    const squares = innerProducts(objective.groups, before, before);
    const lengths = innerProducts(objective.groups, gradients, gradients);
    let sum = 0;
    for (let unit = 0; unit < squares.length; unit++) sum += squares[unit] * lengths[unit];
    return sum / squares.length;
  },
  summary: { reads: ['meanGradientMoment'], value: ({ meanGradientMoment }) => meanGradientMoment },
};
