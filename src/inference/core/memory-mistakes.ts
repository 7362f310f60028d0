import type { Mistake } from './mistake.ts';
import { firstCorrection, secondCorrection } from './rule.ts';

/** The product of all values so far. */
const product =
  (of: (step: number) => number) =>
  (step: number): number =>
    Array.from({ length: step }, (_, i) => of(i + 1)).reduce((all, each) => all * each, 1);

/** What is used is written over what is kept. */
const overwriting: readonly Mistake[] = [
  {
    cause: 'correction-wrong',
    sentence: 'the corrected first moment is written over the stored one, so that corrections multiply from step to step',
    of: 'corrected',
    after: 1,
    make: (parts) => ({ ...parts, stores1: (m, c1) => m / c1 }),
  },
  {
    cause: 'correction-wrong',
    sentence: 'the corrected second moment is written over the stored one, so that corrections multiply from step to step',
    of: 'corrected',
    after: 1,
    make: (parts) => ({ ...parts, stores2: (v, c2) => v / c2 }),
  },
  {
    cause: 'correction-wrong',
    sentence: 'both corrected moments are written over the stored ones, so that corrections multiply from step to step',
    of: 'corrected',
    after: 1,
    make: (parts) => ({ ...parts, stores1: (m, c1) => m / c1, stores2: (v, c2) => v / c2 }),
  },
  {
    cause: 'correction-wrong',
    sentence: 'corrections multiply the rate of the step before, and that of the first: they add up from step to step',
    of: 'corrected',
    make: (parts) => ({
      ...parts,
      rate: 'initial',
      correct1: product(firstCorrection(parts)),
      correct2: product(secondCorrection(parts)),
    }),
  },
  {
    cause: 'first-step-jump',
    sentence: 'the first change of the gradient is taken from zero, so that the first step is another one than a settled one',
    of: 'any',
    make: (parts) => ({ ...parts, changesFromZero: true }),
  },
];

/** Sums of gradients that are never cleared. */
const sums: readonly Mistake[] = [
  {
    cause: 'gradient-for-ever',
    sentence: 'gradients are summed and the sum is never cleared: every step is made on all gradients so far',
    of: 'any',
    after: 1,
    make: (parts) => ({ ...parts, sums: true }),
  },
];

/** Buffers that are cleared every so many steps. */
const clearing: readonly Mistake[] = Array.from({ length: 37 }, (_, i) => i + 2).flatMap((every) =>
  [false, true].flatMap((both) =>
    [0, 1].map((offset): Mistake => ({
      cause: 'buffer-cleared',
      sentence: `${both ? 'both moments are' : 'the first moment is'} cleared every ${every} steps`,
      of: 'any',
      after: every - offset,
      make: (parts) => ({ ...parts, clears: { every, both, offset } }),
    })),
  ),
);

/** A restart that leaves one moment as it is, and corrects it as if it began anew. */
const halfRestarts: readonly Mistake[] = Array.from({ length: 37 }, (_, i) => i + 2).flatMap((every) =>
  [0, 1].flatMap((offset) =>
    (['first', 'second'] as const).map((which): Mistake => ({
      cause: 'buffer-cleared',
      sentence: `every ${every} steps the ${which} moment alone is cleared, while the bias corrections of both begin anew`,
      of: 'corrected',
      after: every - offset,
      make: (parts) => ({
        ...parts,
        clearsAt: (step) => (step > 1 && (step - 1 + offset) % every === 0 ? [which] : []),
        clock: ({ step }) => (step < every ? step : ((step - 1 + offset) % every) + 1),
      }),
    })),
  ),
);

/** What is kept from step to step is kept wrongly. */
export const memoryMistakes: readonly Mistake[] = [...overwriting, ...sums, ...clearing, ...halfRestarts];
