import { log, powerOfTwo } from '../arithmetic/elementary.ts';
import type { SymmetryExponents } from '../optimizers/optimizer.ts';
import { integerPower } from './integer-power.ts';

/** Denominators that exponents of a rule can have: those of square and cube roots. */
const denominators: readonly number[] = [1, 2, 3];

/** The fraction of a small denominator that a measured number is, if it is one; of size 4 at most. */
export function nearFraction(value: number): number | undefined {
  if (!(Math.abs(value) <= 4)) return undefined;
  const denominator = denominators.find((by) => Math.abs(value * by - Math.round(value * by)) < 1e-3 * by);
  return denominator === undefined ? undefined : Math.round(value * denominator) / denominator + 0;
}

/** The smallest number that makes whole numbers of all exponents: 2 where one is a half. */
function denominatorOf(exponents: SymmetryExponents): number {
  const whole = (by: number): boolean =>
    Object.values(exponents).every((value) => Math.abs(value * by - Math.round(value * by)) < 1e-9);
  return [1, 2, 3, 6].find(whole) ?? 1;
}

/** A power of two whose powers by these exponents are powers of two as well. */
export function stepOfOrbit(c: number, exponents: SymmetryExponents): number {
  return integerPower(c, denominatorOf(exponents));
}

/** c^n, exact where c is a power of two and c^n is one. */
export function fractionalPower(c: number, n: number): number {
  return Number.isInteger(n) ? integerPower(c, n) : powerOfTwo(Math.round((log(c) / log(2)) * n));
}
