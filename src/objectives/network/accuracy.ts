import type { FloatArray } from '../../arithmetic/tensor.ts';

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
    let best = 0;
    for (let label = 1; label < classes; label++) if (logits[row * classes + label] > logits[row * classes + best]) best = label;
    if (best === labels[row]) correct++;
  }
  return correct / (to - from);
}
