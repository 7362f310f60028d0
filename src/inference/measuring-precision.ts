import type { Precision } from '../arithmetic/tensor.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';

/** The precision in which an optimizer is measured: float64, or the only one that it has. */
export function measuringPrecision({ precision = 'float64' }: Optimizer): Precision {
  return precision;
}

/**
 * Whichever of two tolerances suits the precision in which an optimizer is measured.
 *
 * @param float64 far above the rounding of float64 and far below anything that matters
 * @param float32 the same, as far as float32 allows
 */
export function tolerance(optimizer: Optimizer, float64: number, float32: number): number {
  return measuringPrecision(optimizer) === 'float64' ? float64 : float32;
}
