import type { Mistake } from './mistake.ts';

/** Corrections that count calls, of which there are several a step. */
export const callCounters: readonly Mistake[] = [2, 3, 4, 8, 16].flatMap((calls) =>
  [calls, 1].map((start): Mistake => ({
    cause: 'correction-per-micro-batch',
    sentence: `the step counter of the bias correction advances ${calls} times a step: it counts micro-batches`,
    of: 'corrected',
    make: (parts) => ({ ...parts, clock: ({ step }) => (step - 1) * calls + start }),
  })),
);

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
