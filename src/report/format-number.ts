/**
 * A number as a person reads it: three significant digits, an exponent only where the plain form would be long.
 *
 * @param value `null` stands for a number that is not finite, as in the JSON document
 */
export function formatNumber(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '∞';
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude >= 1e5 || magnitude < 1e-3) return value.toExponential(1).replace('.0e', 'e').replace('e+', 'e');
  return String(Number(value.toPrecision(3)));
}

/** A count with its thousands apart: `1,234,567`. The tables of languages that `toLocaleString` loads take longer than the whole report. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
