import type { Metric } from './metric.ts';

/**
 * Loss of the mini-batch before the step: an unbiased reading of the training loss along the trajectory, at no cost.
 *
 * @example
 * ```ts
 * expect(loss.measure({ loss: 0.25 } as unknown as StepView)).toBe(0.25);
 * ```
 */
export const loss: Metric = {
  name: 'loss',
  description: 'mini-batch loss before the step',
  measure: (view) => view.loss,
  summary: { reads: ['loss'], value: (step) => step.loss },
};
