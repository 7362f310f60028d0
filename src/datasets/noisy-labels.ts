import { integer } from '../random/integer.ts';
import { stream } from '../random/stream.ts';

/** Which labels are wrong. */
export interface LabelNoise {
  /** Training rows, the first ones; rows after them keep their labels. */
  readonly rows: number;
  readonly classes: number;
  /** Of the training rows that have a wrong label, on average; from 0 to 1. */
  readonly share: number;
  /** Selects the rows and their labels. */
  readonly seed: number;
}

/**
 * Labels of which some are wrong, the same at every step: each training row has with probability p the label of another class, any
 * of them alike.
 *
 * Rows that are wrong at one share are wrong, in the same way, at every larger one.
 *
 * Source: Zhang, Bengio, Hardt, Recht & Vinyals 2017 (arXiv 1611.03530), section 2.2, partially corrupted labels.
 */
export function noisyLabels(labels: Uint8Array, { rows, classes, share, seed }: LabelNoise): Uint8Array {
  const noisy = labels.slice();
  const randomness = stream(seed, 'label noise');
  for (let row = 0; row < rows; row++) {
    const isWrong = randomness.uniform() < share;
    const shift = 1 + integer(randomness, classes - 1);
    if (isWrong) noisy[row] = (labels[row] + shift) % classes;
  }
  return noisy;
}
