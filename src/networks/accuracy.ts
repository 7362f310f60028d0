import type { FloatArray } from '../arithmetic/tensor.ts';
import { predictedLabel } from './predicted-label.ts';

/**
 * Share of rows whose largest logit is that of their label; of equal logits the first counts.
 *
 * @param logits `[…, classes]`
 * @param labels the class of each row
 * @param classes numbers a row
 * @param from first row that counts
 * @param to one past the last row that counts
 * @returns a share in [0, 1]
 */
export function accuracy(logits: FloatArray, labels: Uint8Array, classes: number, from: number, to: number): number {
  let correct = 0;
  for (let row = from; row < to; row++) {
    if (predictedLabel(logits, row, classes) === labels[row]) correct++;
  }
  return correct / (to - from);
}
