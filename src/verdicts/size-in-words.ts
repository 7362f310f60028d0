import { exp, expm1 } from '../arithmetic/elementary.ts';
import type { QuantityVerdict } from './quantity-verdict.ts';

/** Log ratio from which on a factor says it: in per cent it would no longer be the same upwards and downwards. */
const LARGE = 0.1;

/**
 * A log ratio as it is read after "by": per cent where it is small, a factor where it is not; below zero or one where it is negative.
 *
 * 0.02 is `2.0 %`, −0.02 `-2.0 %`, ln 6.2 `a factor of 6.2` and −ln 2 `a factor of 0.5`.
 */
export function ratioInWords(logRatio: number): string {
  return Math.abs(logRatio) < LARGE
    ? `${(100 * expm1(logRatio)).toFixed(1)} %`
    : `a factor of ${Number(exp(logRatio).toPrecision(3))}`;
}

/** How large what was found of a quantity is, as it is read after "by". */
export function sizeInWords({ unclipped, unit }: Pick<QuantityVerdict, 'unclipped' | 'unit'>): string {
  return unit === undefined ? ratioInWords(unclipped) : `${Number(unclipped.toPrecision(2))} (${unit})`;
}
