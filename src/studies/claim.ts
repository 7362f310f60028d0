import type { StudyClaim } from '../records/study-record.ts';
import type { Estimate } from './estimate.ts';

/** Where a measurement has to lie. */
export type Allowed =
  | { readonly theory: number; readonly within: number }
  | { readonly theory: number; readonly apart: number }
  | { readonly above: number }
  | { readonly below: number };

/**
 * A claim with its verdict: it holds where the interval lies within what is allowed, is refuted where it lies outside of it, and is
 * undecided where it lies across an end.
 *
 * @param what is claimed, in words
 * @param measured the number with its interval
 * @param allowed `within` is a share of the theory, `apart` a distance from it
 *
 * @example
 * ```ts
 * const measured = { value: 1.01, interval: [1.005, 1.015], trials: 8 } as const;
 * expect(claim('the rate is 1', measured, { theory: 1, within: 0.02 }).verdict).toBe('holds');
 * expect(claim('the rate is 1.2', measured, { theory: 1.2, within: 0.02 }).verdict).toBe('refuted');
 * expect(claim('the rate is above 1.01', measured, { above: 1.01 }).verdict).toBe('undecided');
 * ```
 */
export function claim(what: string, measured: Estimate, allowed: Allowed): StudyClaim {
  const [low, high] = rangeOf(allowed);
  const [from, to] = measured.interval;
  const verdict = from >= low && to <= high ? 'holds' : from > high || to < low ? 'refuted' : 'undecided';
  return {
    what,
    verdict: Number.isNaN(measured.value) ? 'undecided' : verdict,
    measured: finite(measured.value),
    interval: [finite(from), finite(to)],
    ...('theory' in allowed && { theory: allowed.theory }),
    allowed: [finite(low), finite(high)],
    trials: measured.trials,
  };
}

function rangeOf(allowed: Allowed): [number, number] {
  if ('above' in allowed) return [allowed.above, Infinity];
  if ('below' in allowed) return [-Infinity, allowed.below];
  const reach = 'apart' in allowed ? allowed.apart : allowed.within * Math.abs(allowed.theory);
  return [allowed.theory - reach, allowed.theory + reach];
}

/** JSON has neither infinities nor NaN. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
