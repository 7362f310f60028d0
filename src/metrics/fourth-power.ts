import { exp } from '../arithmetic/elementary.ts';
import { gradientMoment } from './gradient-moment.ts';
import { logWeightNorm } from './log-weight-norm.ts';
import type { Metric } from './metric.ts';

/**
 * Fourth power of the weight norm, y = ‖w‖⁴, of an objective that is one scale-invariant unit. Its mean is what the noise sets:
 *
 *     y⁺ = a⁴y + 2a²η²m + η⁴m²/y   ⇒   (1 − a⁴) E y = 2a²η² E m + η⁴ E m²/y,   a = 1 − ηλ,   m = ‖g‖²‖w‖²
 *
 * exactly, for SGD in any number of dimensions.
 *
 * @example
 * ```ts
 * const view = { objective: objective('quadratic-ratio'), before: [{ data: Float64Array.of(3, 4), shape: [2] }] };
 * expect(fourthPower.measure(view as unknown as StepView)).toBeCloseTo(625, 10);
 * ```
 */
export const fourthPower: Metric = {
  name: 'fourth-power',
  description: '‖w‖⁴, the geometric mean over scale-invariant units',
  measure: (view) => exp(4 * logWeightNorm.measure(view)),
  summary: { reads: ['meanLogSquare'], value: ({ meanLogSquare }) => exp(2 * meanLogSquare) },
};

/** m²/y of the same: what a step adds to ‖w‖⁴ in the second order. */
export const secondOrderGain: Metric = {
  name: 'second-order-gain',
  description: '‖g‖⁴: the squared gradient moment over ‖w‖⁴',
  measure: (view) => gradientMoment.measure(view) ** 2 * exp(-4 * logWeightNorm.measure(view)),
  summary: {
    reads: ['meanLogSquare', 'meanGradientMoment'],
    value: ({ meanLogSquare, meanGradientMoment }) => meanGradientMoment ** 2 * exp(-2 * meanLogSquare),
  },
};
