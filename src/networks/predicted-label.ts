import type { FloatArray } from '../arithmetic/tensor.ts';

/**
 * The class with the largest logit; of equal ones the first.
 *
 * @param logits `[rows, classes]`
 * @param row which row
 * @param classes numbers a row
 */
export function predictedLabel(logits: FloatArray, row: number, classes: number): number {
  const start = row * classes;
  let best = 0;
  for (let label = 1; label < classes; label++) if (logits[start + label] > logits[start + best]) best = label;
  return best;
}
