import { exp, log } from '../arithmetic/elementary.ts';
import type { FloatArray } from '../arithmetic/tensor.ts';

/**
 * Mean cross-entropy of softmax probabilities, and its gradient with respect to the logits.
 *
 *     L = mean over rows of  ln Σⱼ e^(zⱼ − z_label),   ∂zⱼ = (softmax(z)ⱼ − [j = label]) / rows
 *
 * The largest logit is subtracted first, so nothing overflows.
 *
 * @param logits `[…, classes]`
 * @param labels the class of each row, in 0 … classes − 1
 * @param classes numbers a row
 * @param from first row that counts
 * @param to one past the last row that counts
 * @param gradient receives ∂z of those rows, if given
 * @returns L in nats
 */
export function softmaxCrossEntropy(
  logits: FloatArray,
  labels: Uint8Array,
  classes: number,
  from: number,
  to: number,
  gradient?: FloatArray,
): number {
  const rows = to - from;
  let total = 0;
  for (let row = from; row < to; row++) {
    const start = row * classes;
    const end = start + classes;
    let largest = logits[start];
    for (let i = start + 1; i < end; i++) if (logits[i] > largest) largest = logits[i];
    let sum = 0;
    if (gradient === undefined) {
      for (let i = start; i < end; i++) sum += exp(logits[i] - largest);
    } else {
      for (let i = start; i < end; i++) {
        const weight = exp(logits[i] - largest);
        gradient[i] = weight;
        sum += weight;
      }
      const share = 1 / (sum * rows);
      for (let i = start; i < end; i++) gradient[i] *= share;
      gradient[start + labels[row]] -= 1 / rows;
    }
    total += log(sum) + (largest - logits[start + labels[row]]);
  }
  return total / rows;
}
