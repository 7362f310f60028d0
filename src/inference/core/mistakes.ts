import { loopMistakes } from './loop-mistakes.ts';
import { correction, uncorrected, type Parts } from './rule.ts';
import type { Mistake } from './mistake.ts';
import { startMistakes } from './start-mistakes.ts';

const first = (parts: Parts): ((step: number) => number) => parts.correct1 ?? correction(parts.beta1);
const second = (parts: Parts): ((step: number) => number) => parts.correct2 ?? correction(parts.beta2);
const inverse =
  (of: (step: number) => number) =>
  (step: number): number =>
    1 / of(step);

/** Mistakes of the bias corrections. */
const corrections: readonly Mistake[] = [
  {
    cause: 'correction-missing-second',
    sentence: 'the bias correction is missing on the second moment',
    of: 'corrected',
    make: (parts) => ({ ...parts, correct2: uncorrected }),
  },
  {
    cause: 'correction-multiplies',
    sentence: 'the bias correction multiplies the moments where it should divide them',
    of: 'corrected',
    make: (parts) => ({ ...parts, correct1: inverse(first(parts)), correct2: inverse(second(parts)) }),
  },
  {
    cause: 'correction-multiplies',
    sentence: 'the bias correction multiplies the first moment where it should divide it',
    of: 'corrected',
    make: (parts) => ({ ...parts, correct1: inverse(first(parts)) }),
  },
  {
    cause: 'correction-multiplies',
    sentence: 'the bias correction multiplies the second moment where it should divide it',
    of: 'corrected',
    make: (parts) => ({ ...parts, correct2: inverse(second(parts)) }),
  },
  {
    cause: 'correction-inverted',
    sentence: 'the bias correction is inverted',
    of: 'corrected',
    make: (parts) => ({ ...parts, correct1: inverse(first(parts)), correct2: (step) => second(parts)(step) ** 2 }),
  },
  {
    cause: 'correction-stuck',
    sentence: 'the bias correction stays at its first step: the step counter never advances',
    of: 'corrected',
    make: (parts) => ({ ...parts, clock: () => 1 }),
  },
  {
    cause: 'correction-late',
    sentence: 'the bias correction counts steps from 2: it is one step ahead',
    of: 'corrected',
    make: (parts) => ({ ...parts, clock: ({ step }) => step + 1 }),
  },
  {
    cause: 'correction-late',
    sentence: 'the bias correction of the first step is used twice: it is one step behind',
    of: 'corrected',
    make: (parts) => ({ ...parts, clock: ({ step }) => Math.max(1, step - 1) }),
  },
  ...(['first', 'second'] as const).flatMap((which): Mistake[] =>
    [1, -1].map((by) => ({
      cause: 'correction-late',
      sentence: `the bias correction of the ${which} moment alone is one step ${by > 0 ? 'ahead' : 'behind'}`,
      of: 'corrected',
      make: (parts) => {
        const late =
          (of: (step: number) => number) =>
          (step: number): number =>
            of(Math.max(1, step + by));
        return which === 'first' ? { ...parts, correct1: late(first(parts)) } : { ...parts, correct2: late(second(parts)) };
      },
    })),
  ),
  {
    cause: 'correction-without-root',
    sentence: 'the bias correction of the second moment is taken without its root',
    of: 'corrected',
    make: (parts) => ({ ...parts, correct2: (step) => second(parts)(step) ** 2 }),
  },
  {
    cause: 'correction-per-tensor',
    sentence: 'the step counter of the bias correction advances once for every tensor',
    of: 'corrected',
    make: (parts) => ({ ...parts, clock: ({ step, tensor, tensors }) => (step - 1) * tensors + tensor + 1 }),
  },
  {
    cause: 'correction-per-tensor',
    sentence: 'the step counter of the bias correction advances once for every tensor, before the first is stepped',
    of: 'corrected',
    make: (parts) => ({ ...parts, clock: ({ step, tensors }) => step * tensors }),
  },
  {
    cause: 'correction-wrong',
    sentence: 'the bias correction of the first moment is that of the second, and the other way round',
    of: 'corrected',
    make: (parts) => ({ ...parts, correct1: second(parts), correct2: first(parts) }),
  },
  {
    cause: 'correction-wrong',
    sentence: 'the bias correction of the second moment is used for both',
    of: 'corrected',
    make: (parts) => ({ ...parts, correct1: second(parts) }),
  },
  {
    cause: 'correction-wrong',
    sentence: 'the bias correction of the first moment is used for both',
    of: 'corrected',
    make: (parts) => ({ ...parts, correct2: first(parts) }),
  },
  {
    cause: 'correction-wrong',
    sentence: 'the bias correction is 1 − βt, a product where a power should be',
    of: 'corrected',
    make: (parts) => ({ ...parts, correct1: (step) => 1 - parts.beta1 * step, correct2: (step) => 1 - parts.beta2 * step }),
  },
];

/** Mistakes of the moments. */
const moments: readonly Mistake[] = [
  {
    cause: 'moment-without-root',
    sentence: 'the second moment is used without its root',
    of: 'second-moment',
    make: (parts) => ({ ...parts, divide: (direction, v) => (direction === 0 ? 0 : direction / v) }),
  },
  {
    cause: 'moment-multiplies',
    sentence: 'the step is multiplied by the root of the second moment, where it should be divided by it',
    of: 'second-moment',
    make: (parts) => ({ ...parts, divide: (direction, v) => direction * Math.sqrt(v) }),
  },
  {
    cause: 'moment-weight',
    sentence: 'a new gradient enters the first moment with weight 1, not 1 − β₁',
    of: 'second-moment',
    make: (parts) => ({ ...parts, take1: 1 }),
  },
  {
    cause: 'moment-weight',
    sentence: 'a new gradient enters the second moment with weight 1, not 1 − β₂',
    of: 'second-moment',
    make: (parts) => ({ ...parts, take2: 1 }),
  },
  {
    cause: 'moment-weight',
    sentence: 'a new gradient enters the second moment with weight 1 − β₁, not 1 − β₂',
    of: 'second-moment',
    make: (parts) => ({ ...parts, take2: 1 - parts.beta1 }),
  },
  {
    cause: 'moment-weight',
    sentence: 'a new gradient enters the first moment with weight 1 − β₂, not 1 − β₁',
    of: 'second-moment',
    make: (parts) => ({ ...parts, take1: 1 - parts.beta2 }),
  },
  {
    cause: 'moment-weight',
    sentence: 'the weights of old and new are exchanged in the first moment: it keeps 1 − β₁ of itself',
    of: 'any',
    // An option that is small may be the weight of what is new, and is right as it is.
    make: (parts) =>
      parts.beta1 < 0.5 ? parts : { ...parts, beta1: 1 - parts.beta1, take1: parts.beta1, correct1: first(parts) },
  },
  {
    cause: 'moment-weight',
    sentence: 'the weights of old and new are exchanged in the second moment: it keeps 1 − β₂ of itself',
    of: 'second-moment',
    make: (parts) => ({ ...parts, beta2: 1 - parts.beta2, take2: parts.beta2, correct2: second(parts) }),
  },
  {
    cause: 'moment-late',
    sentence: 'the second moment is updated after it is used: a step is divided by that of the step before',
    of: 'second-moment',
    make: (parts) => ({ ...parts, secondBefore: true }),
  },
  {
    cause: 'buffer-late',
    sentence: 'the first moment is updated after it is used: a step goes along that of the step before',
    of: 'any',
    make: (parts) => ({ ...parts, direction: ({ before, c1, step }) => before / c1(step) }),
  },
  {
    cause: 'moment-lazy',
    sentence: 'moments are not updated where the gradient is zero',
    of: 'second-moment',
    make: (parts) => ({ ...parts, lazy: true }),
  },
  {
    cause: 'buffer-start',
    sentence: 'the second moment starts at one, not at zero',
    of: 'second-moment',
    make: (parts) => ({ ...parts, start2: 1 }),
  },
];

/** Mistakes of the learning rate. */
const rates: readonly Mistake[] = [
  {
    cause: 'rate-previous',
    sentence: "the previous step's learning rate is used, not the scheduled one",
    of: 'any',
    make: (parts) => ({ ...parts, rate: 'previous' }),
  },
  {
    cause: 'rate-initial',
    sentence: 'the first learning rate is used for ever, not the scheduled one',
    of: 'any',
    make: (parts) => ({ ...parts, rate: 'initial' }),
  },
  {
    cause: 'rate-squared',
    sentence: 'the learning rate is applied twice: the step is η² long',
    of: 'any',
    make: (parts) => ({ ...parts, rate: 'squared' }),
  },
  {
    cause: 'rate-change-compounds',
    sentence: 'a change of the learning rate counts twice: its ratio multiplies a rate that has it already',
    of: 'any',
    make: (parts) => ({ ...parts, rate: 'changed twice' }),
  },
  {
    cause: 'rate-change-compounds',
    sentence: 'the scheduled rate multiplies that of the step before instead of taking its place',
    of: 'any',
    make: (parts) => ({ ...parts, rate: 'multiplied up' }),
  },
];

/** What is used is written over what is kept. */
const overwriting: readonly Mistake[] = [
  {
    cause: 'correction-wrong',
    sentence: 'the corrected first moment is written over the stored one, so that corrections multiply from step to step',
    of: 'corrected',
    make: (parts) => ({ ...parts, stores1: (m, c1) => m / c1 }),
  },
  {
    cause: 'correction-wrong',
    sentence: 'the corrected second moment is written over the stored one, so that corrections multiply from step to step',
    of: 'corrected',
    make: (parts) => ({ ...parts, stores2: (v, c2) => v / c2 }),
  },
  {
    cause: 'correction-wrong',
    sentence: 'both corrected moments are written over the stored ones, so that corrections multiply from step to step',
    of: 'corrected',
    make: (parts) => ({ ...parts, stores1: (m, c1) => m / c1, stores2: (v, c2) => v / c2 }),
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

/** Corrections that count calls, of which there are several a step. */
const counting: readonly Mistake[] = [2, 3, 4, 8, 16].flatMap((calls) =>
  [calls, 1].map((first_): Mistake => ({
    cause: 'correction-per-micro-batch',
    sentence: `the step counter of the bias correction advances ${calls} times a step: it counts micro-batches`,
    of: 'corrected',
    make: (parts) => ({ ...parts, clock: ({ step }) => (step - 1) * calls + first_ }),
  })),
);

/** Counters that end, or start again, after some steps. */
const ending: readonly Mistake[] = Array.from({ length: 37 }, (_, i) => i + 2).flatMap((last): Mistake[] => [
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

/** What can be done wrong in an element-wise rule. */
export const mistakes: readonly Mistake[] = [
  ...corrections,
  ...counting,
  ...loopMistakes,
  ...startMistakes,
  ...moments,
  ...rates,
  ...overwriting,
  ...sums,
  ...clearing,
  ...ending,
];

/** Mistakes that show in the lengths of steps under a constant gradient. */
export const curveMistakes: readonly Mistake[] = [...corrections, ...counting, ...startMistakes].filter(
  ({ of }) => of === 'corrected',
);
