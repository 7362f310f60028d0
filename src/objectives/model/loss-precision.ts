import type { Precision } from '../../arithmetic/tensor.ts';

/** A multiple of this is a number of float64, too: a share of right answers, a sum of whole numbers. */
const plain = 2 ** -12;

/**
 * The arithmetic that a loss was computed in, by its last bits: float32 where each of some losses is a number of float32 and none is
 * one of few digits. Of a loss in float64 three such numbers come once in 2⁸⁷ times.
 *
 * @param losses at ordinary weights, of several batches
 */
export function lossPrecision(losses: readonly number[]): Precision {
  const short = (loss: number): boolean => Math.fround(loss) === loss && !Number.isInteger(loss / plain);
  return losses.length > 0 && losses.every(short) ? 'float32' : 'float64';
}
