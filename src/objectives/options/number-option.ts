import type { Option } from './option.ts';

/**
 * An option that holds a finite number.
 *
 * @param initial the default
 * @param meaning what it sets
 * @param limits smallest and largest legal value (default: none), `above`: a bound that is itself not legal, and whether only
 *   integers are legal
 */
export function numberOption(
  initial: number,
  meaning: string,
  limits: { min?: number; max?: number; above?: number; integer?: boolean } = {},
): Option<number> {
  const { min = -Infinity, max = Infinity, above = -Infinity, integer = false } = limits;
  const bounds = [
    ...(min > -Infinity ? [`≥ ${min}`] : []),
    ...(above > -Infinity ? [`> ${above}`] : []),
    ...(max < Infinity ? [`≤ ${max}`] : []),
  ];
  return {
    default: initial,
    meaning,
    expected: [integer ? 'an integer' : 'a number', bounds.join(' and ')].filter((part) => part !== '').join(' '),
    accept(value) {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof number !== 'number' || !Number.isFinite(number) || (integer && !Number.isInteger(number))) return undefined;
      return number >= min && number <= max && number > above ? number + 0 : undefined;
    },
  };
}
