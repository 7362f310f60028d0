import { innerProducts } from './groups.ts';
import type { Metric } from './metric.ts';

/**
 * Squared angular update of a step, averaged over the scale-invariant units, as a squared chord:
 *
 *     mean over units of  ‖u⁺ − u‖² = 2 (1 − cos∠(w, w⁺)),   u = w/‖w‖
 *
 * At SGD's equilibrium its mean is 2ηλ exactly (1 − cos has mean ηλ to leading order); its root is the rms rotation per step.
 *
 * @example
 * ```ts
 * const [before, after] = [[3, 4], [-8, 6]].map((entries) => [{ data: Float64Array.from(entries), shape: [2] }]);
 * const view = { objective: objective('quadratic-ratio'), before, after };
 * expect(squaredAngularUpdate.measure(view as unknown as StepView)).toBe(2); // a right angle
 * ```
 */
export const squaredAngularUpdate: Metric = {
  name: 'squared-angular-update',
  description: 'mean over scale-invariant units of 2(1 − cos∠(w, w⁺))',
  measure: ({ objective, before, after }) => {
    const squaresBefore = innerProducts(objective.groups, before, before);
    const squaresAfter = innerProducts(objective.groups, after, after);
    const across = innerProducts(objective.groups, before, after);
    let sum = 0;
    for (let unit = 0; unit < across.length; unit++)
      sum += 2 * (1 - across[unit] / Math.sqrt(squaresBefore[unit] * squaresAfter[unit]));
    return sum / across.length;
  },
  summary: { reads: ['meanSquaredChord'], value: ({ meanSquaredChord }) => meanSquaredChord },
};
