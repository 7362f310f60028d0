import { log1p } from '../arithmetic/elementary.ts';
import type { Metric } from './metric.ts';
import { squaredAngularUpdate } from './squared-angular-update.ts';

const ofChord = (squaredChord: number): number => log1p(-squaredChord / 2);

/**
 * Logarithm of the cosine of a step, of an objective that is one scale-invariant unit:
 *
 *     ln cos∠(w, w⁺) = ln(1 − c²/2),   c² the squared angular update
 *
 * Under SGD it is ln(1 − ηλ) + ln(‖w‖/‖w⁺‖), exactly and whatever the noise is, so that its mean over a run of bounded norm is
 * ln(1 − ηλ).
 *
 * @example
 * ```ts
 * const tensors = (...data: number[]) => [{ data: Float64Array.from(data), shape: [data.length] }];
 * const view = { objective: objective('quadratic-ratio'), before: tensors(1, 0), after: tensors(3, 3) };
 * expect(logCosine.measure(view as unknown as StepView)).toBeCloseTo(Math.log(Math.SQRT1_2), 14);
 * ```
 */
export const logCosine: Metric = {
  name: 'log-cosine',
  description: 'ln(1 − c²/2), c² the squared angular update: ln cos∠(w, w⁺) where there is one unit',
  measure: (view) => ofChord(squaredAngularUpdate.measure(view)),
  summary: { reads: ['meanSquaredChord'], value: ({ meanSquaredChord }) => ofChord(meanSquaredChord) },
};
