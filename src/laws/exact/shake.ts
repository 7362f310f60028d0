import type { Precision, Tensor } from '../../arithmetic/tensor.ts';
import type { Subject } from '../law.ts';
import type { DecayError } from './decay-error.ts';

/** Every entry off by a share of what λw makes of it: so many up, and as many down. */
export function shake(tensors: readonly Tensor[], decayed: readonly Tensor[], share: number, period: number): Tensor[] {
  return tensors.map(({ data, shape }, i) => {
    const sums = decayed[i].data;
    const off = (j: number): number => (Math.floor(j / period) % 2 === 0 ? share : -share) * sums[j];
    return { data: data.map((x: number, j: number) => x + off(j)) as typeof data, shape };
  });
}

/**
 * Whether a decay is lost in rounding. In float32 a value that was drawn for an option, such as a memory of no length that leaves nothing of a variance but its
 * rounding, says less than the values that the author gives.
 */
export function isLost(
  { precision, hyperparameters }: { readonly precision: Precision; readonly hyperparameters: Readonly<Record<string, number>> },
  { optimizer, profile }: Subject,
  { effect, tolerance }: Pick<DecayError, 'effect' | 'tolerance'>,
): boolean {
  const isDrawn = Object.entries(hyperparameters).some(([name, value]) => value !== optimizer.hyperparameters?.[name]);
  // Of other decays rounding is no more than that of weights.
  const isShort = precision === 'float32' && isDrawn && profile.decay.kind === 'coupled';
  if (!Number.isFinite(effect)) return tolerance === Infinity || (isShort && Number.isNaN(effect));
  return tolerance > (isShort ? 0.002 : 0.02);
}
