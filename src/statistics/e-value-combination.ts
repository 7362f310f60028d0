import { ConfigurationError } from '../arithmetic/configuration-error.ts';

/**
 * The product of e-values, an e-value if they are independent (or each is one given those before it).
 *
 * @param eValues numbers ≥ 0
 * @returns their product, 1 for an empty list; at most 1.8e308, because evidence is stored as JSON, which has no infinity
 * @throws ConfigurationError `INVALID_E_VALUE`
 *
 * @example
 * ```ts
 * expect(productEValue([20, 5])).toBe(100);
 * ```
 *
 * Source: V. Vovk and R. Wang, E-values: calibration, combination and applications, Ann. Stat. 49, 2021, section 4.
 */
export function productEValue(eValues: readonly number[]): number {
  checkEValues(eValues);
  return Math.min(
    Number.MAX_VALUE,
    eValues.reduce((product, e) => product * e, 1),
  );
}

/**
 * The mean of e-values, an e-value however they depend on each other.
 *
 * @param eValues at least one number ≥ 0
 * @returns their arithmetic mean, which no other symmetric combination beats under arbitrary dependence
 * @throws ConfigurationError `INVALID_E_VALUE`
 *
 * @example
 * ```ts
 * expect(meanEValue([20, 0, 4])).toBe(8);
 * ```
 *
 * Source: V. Vovk and R. Wang, E-values: calibration, combination and applications, Ann. Stat. 49, 2021, proposition 3.1.
 */
export function meanEValue(eValues: readonly number[]): number {
  checkEValues(eValues);
  if (eValues.length === 0)
    throw new ConfigurationError('INVALID_E_VALUE', 'meanEValue received no e-value, but needs at least one');
  return eValues.reduce((sum, e) => sum + e / eValues.length, 0);
}

function checkEValues(eValues: readonly number[]): void {
  const wrong = eValues.find((e) => !(e >= 0));
  if (wrong !== undefined)
    throw new ConfigurationError('INVALID_E_VALUE', `received the e-value ${wrong}, but it must be at least 0`);
}
