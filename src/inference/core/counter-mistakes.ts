import type { Mistake } from './mistake.ts';
import { firstCorrection, secondCorrection } from './rule.ts';

/** A correction that counts the calls of a step, of which there are so many. */
function ofCalls(of: (step: number) => number, calls: number, start: number): (step: number) => number {
  return (step) => of((step - 1) * calls + start);
}

/**
 * Corrections that count calls where steps are meant.
 *
 * @param calls numbers of calls that a step may have
 */
export function callCounters(calls: readonly number[]): Mistake[] {
  return calls.flatMap((each) =>
    [each, 1].map((start): Mistake => ({
      cause: 'correction-per-micro-batch',
      sentence: `the step counter of the bias correction advances ${each} times a step: it counts micro-batches`,
      of: 'corrected',
      ...(start === 1 && { after: 1 }),
      make: (parts) => ({ ...parts, clock: ({ step }) => (step - 1) * each + start }),
    })),
  );
}

/** The same of the correction of one moment alone, where the other one counts steps. */
export function callCountersOfOne(calls: number): Mistake[] {
  return (['first', 'second'] as const).flatMap((which) =>
    [calls, 1].map((start): Mistake => ({
      cause: 'correction-per-micro-batch',
      sentence: `the step counter of the bias correction of the ${which} moment advances ${calls} times a step: it counts micro-batches`,
      of: 'corrected',
      ...(start === 1 && { after: 1 }),
      make: (parts) =>
        which === 'first'
          ? { ...parts, correct1: ofCalls(firstCorrection(parts), calls, start) }
          : { ...parts, correct2: ofCalls(secondCorrection(parts), calls, start) },
    })),
  );
}

/** Corrections that are computed anew at every so manieth step only, and kept in between. */
export const sparseCounters: readonly Mistake[] = Array.from({ length: 37 }, (_, i) => i + 2).map((every) => ({
  cause: 'correction-late',
  sentence: `the bias correction is computed anew every ${every} steps only, and is that of an earlier step in between`,
  of: 'corrected',
  after: 1,
  make: (parts) => ({ ...parts, clock: ({ step }) => step - ((step - 1) % every) }),
}));

/** Counters that end, or start again, after some steps. */
export const endingCounters: readonly Mistake[] = Array.from({ length: 37 }, (_, i) => i + 2).flatMap((last): Mistake[] => [
  {
    cause: 'correction-stuck',
    sentence: `the step counter of the bias correction stops at ${last}`,
    of: 'corrected',
    after: last,
    make: (parts) => ({ ...parts, clock: ({ step }) => Math.min(step, last) }),
  },
  {
    cause: 'correction-stuck',
    sentence: `the step counter of the bias correction starts again after ${last} steps`,
    of: 'corrected',
    after: last,
    make: (parts) => ({ ...parts, clock: ({ step }) => ((step - 1) % last) + 1 }),
  },
]);
