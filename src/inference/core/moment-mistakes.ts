import { integerPower } from '../integer-power.ts';
import type { Mistake } from './mistake.ts';
import { byRoot, firstCorrection, secondCorrection, uncorrected, type Parts } from './rule.ts';

/** A rule that multiplies by what it should divide by: d · (d / (d / x)). */
const multiplied = (parts: Parts): Parts => {
  const { divide = byRoot } = parts;
  // What takes a sign, or the direction as it is, divides by nothing.
  if (divide(1, 4, 1, 2) === divide(1, 1, 1, 2)) return parts;
  return {
    ...parts,
    divide: (direction, ...by) => (direction === 0 ? 0 : (direction * direction) / divide(direction, ...by)),
  };
};

/** Mistakes of the moments. */
export const momentMistakes: readonly Mistake[] = [
  {
    cause: 'moment-without-root',
    sentence: 'the second moment is used without its root',
    of: 'second-moment',
    make: (parts) => ({ ...parts, divide: (direction, v) => (direction === 0 ? 0 : direction / v) }),
  },
  ...([{ of: 'any' }, { of: 'corrected', leaves: 'correct1' }, { of: 'corrected', leaves: 'correct2' }] as const).map(
    ({ of, ...left }): Mistake => ({
      cause: 'moment-multiplies',
      sentence: 'the step is multiplied by the root of the second moment, where it should be divided by it',
      of,
      make: (parts) => ('leaves' in left ? { ...multiplied(parts), [left.leaves]: uncorrected } : multiplied(parts)),
    }),
  ),
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
      parts.beta1 < 0.5 ? parts : { ...parts, beta1: 1 - parts.beta1, take1: parts.beta1, correct1: firstCorrection(parts) },
  },
  {
    cause: 'moment-weight',
    sentence: 'the weights of old and new are exchanged in the second moment: it keeps 1 − β₂ of itself',
    of: 'second-moment',
    make: (parts) => ({ ...parts, beta2: 1 - parts.beta2, take2: parts.beta2, correct2: secondCorrection(parts) }),
  },
  {
    cause: 'moment-weight',
    sentence: 'the second moment keeps β₁ of itself, not β₂, by which it is corrected',
    of: 'corrected',
    make: (parts) => ({ ...parts, beta2: parts.beta1, take2: 1 - parts.beta1, correct2: secondCorrection(parts) }),
  },
  {
    cause: 'moment-weight',
    sentence: 'the first moment keeps β₂ of itself, not β₁, by which it is corrected',
    of: 'corrected',
    make: (parts) => ({ ...parts, beta1: parts.beta2, take1: 1 - parts.beta2, correct1: firstCorrection(parts) }),
  },
  {
    cause: 'moment-weight',
    sentence: 'the second moment keeps β₁ of itself, and takes 1 − β₂ of what is new',
    of: 'corrected',
    make: (parts) => ({ ...parts, beta2: parts.beta1, take2: 1 - parts.beta2, correct2: secondCorrection(parts) }),
  },
  {
    cause: 'momentum-coefficient',
    sentence: 'the first moment is updated twice a step: it keeps β₁² of itself',
    of: 'any',
    isRepeated: true,
    make: (parts, times = 2) => ({
      ...parts,
      beta1: integerPower(parts.beta1, times),
      take1: 1 - integerPower(parts.beta1, times),
      correct1: firstCorrection(parts),
    }),
  },
  {
    cause: 'moment-weight',
    sentence: 'the second moment is updated twice a step: it keeps β₂² of itself',
    of: 'second-moment',
    isRepeated: true,
    make: (parts, times = 2) => ({
      ...parts,
      beta2: integerPower(parts.beta2, times),
      take2: 1 - integerPower(parts.beta2, times),
      correct2: secondCorrection(parts),
    }),
  },
  {
    cause: 'moment-late',
    sentence: 'the second moment is updated after it is used: a step is divided by that of the step before',
    of: 'second-moment',
    make: (parts) => ({ ...parts, secondBefore: true }),
  },
  {
    cause: 'moment-late',
    sentence:
      'the second moment is updated after it is used: a step is divided by that of the step before, but for the first one, which has none',
    of: 'any',
    after: 1,
    make: (parts) => (parts.beta2 === 0 ? parts : { ...parts, secondBefore: 'guarded' }),
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
  ...(['before', 'after'] as const).map((largest): Mistake => ({
    cause: 'moment-least',
    sentence: `the smallest second moment so far, ${largest} its correction, divides the step, where the largest one should`,
    of: 'second-moment',
    after: 1,
    make: (parts) => ({ ...parts, largest, smallest: true }),
  })),
  {
    cause: 'moment-not-kept',
    sentence: 'the largest second moment so far is kept in the place of the second moment itself, so that neither ever falls',
    of: 'second-moment',
    make: (parts) => ({
      ...parts,
      gather: (v, square) => Math.max(v, parts.beta2 * v + (parts.take2 ?? 1 - parts.beta2) * square),
    }),
  },
  {
    cause: 'buffer-start',
    sentence: 'the second moment starts at one, not at zero',
    of: 'second-moment',
    make: (parts) => ({ ...parts, start2: 1 }),
  },
];
