import type { Mistake } from './mistake.ts';
import { firstCorrection, secondCorrection, uncorrected } from './rule.ts';

const inverse =
  (of: (step: number) => number) =>
  (step: number): number =>
    1 / of(step);

/** Mistakes of the bias corrections. */
export const correctionMistakes: readonly Mistake[] = [
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
    make: (parts) => ({ ...parts, correct1: inverse(firstCorrection(parts)), correct2: inverse(secondCorrection(parts)) }),
  },
  {
    cause: 'correction-multiplies',
    sentence: 'the bias correction multiplies the first moment where it should divide it',
    of: 'corrected',
    make: (parts) => ({ ...parts, correct1: inverse(firstCorrection(parts)) }),
  },
  {
    cause: 'correction-multiplies',
    sentence: 'the bias correction multiplies the second moment where it should divide it',
    of: 'corrected',
    make: (parts) => ({ ...parts, correct2: inverse(secondCorrection(parts)) }),
  },
  {
    cause: 'correction-inverted',
    sentence: 'the bias correction is inverted',
    of: 'corrected',
    make: (parts) => ({
      ...parts,
      correct1: inverse(firstCorrection(parts)),
      correct2: (step) => secondCorrection(parts)(step) ** 2,
    }),
  },
  {
    cause: 'correction-stuck',
    sentence: 'the bias correction stays at its first step: the step counter never advances',
    of: 'corrected',
    after: 1,
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
    after: 1,
    make: (parts) => ({ ...parts, clock: ({ step }) => Math.max(1, step - 1) }),
  },
  ...(['first', 'second'] as const).flatMap((which): Mistake[] =>
    [1, -1].map((by) => ({
      cause: 'correction-late',
      sentence: `the bias correction of the ${which} moment alone is one step ${by > 0 ? 'ahead' : 'behind'}`,
      of: 'corrected',
      ...(by < 0 && { after: 1 }),
      make: (parts) => {
        const late =
          (of: (step: number) => number) =>
          (step: number): number =>
            of(Math.max(1, step + by));
        return which === 'first'
          ? { ...parts, correct1: late(firstCorrection(parts)) }
          : { ...parts, correct2: late(secondCorrection(parts)) };
      },
    })),
  ),
  {
    cause: 'correction-without-root',
    sentence: 'the bias correction of the second moment is taken without its root',
    of: 'corrected',
    make: (parts) => ({ ...parts, correct2: (step) => secondCorrection(parts)(step) ** 2 }),
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
    make: (parts) => ({ ...parts, correct1: secondCorrection(parts), correct2: firstCorrection(parts) }),
  },
  {
    cause: 'correction-wrong',
    sentence: 'the bias correction of the second moment is used for both',
    of: 'corrected',
    make: (parts) => ({ ...parts, correct1: secondCorrection(parts) }),
  },
  {
    cause: 'correction-wrong',
    sentence: 'the bias correction of the first moment is used for both',
    of: 'corrected',
    make: (parts) => ({ ...parts, correct2: firstCorrection(parts) }),
  },
  {
    cause: 'correction-wrong',
    sentence: 'the bias correction is 1 − βt, a product where a power should be',
    of: 'corrected',
    make: (parts) => ({ ...parts, correct1: (step) => 1 - parts.beta1 * step, correct2: (step) => 1 - parts.beta2 * step }),
  },
];
