import type { Mistake } from './mistake.ts';
import { correction, firstCorrection, secondCorrection, type Parts } from './rule.ts';

/** A second moment that is the first square at the first step. */
function filled(parts: Parts): Parts {
  const { beta2, take2 = 1 - beta2, gather = (v, square) => beta2 * v + take2 * square } = parts;
  return { ...parts, gather: (v, square, given, step) => (step === 1 ? square : gather(v, square, given, step)) };
}

/** Mistakes that show in the first steps alone, until the corrections are near 1. */
export const startMistakes: readonly Mistake[] = [
  {
    cause: 'correction-wrong',
    sentence: 'the bias corrections are applied twice: to the moments and to the step size',
    of: 'corrected',
    make: (parts) => ({
      ...parts,
      correct1: (step) => firstCorrection(parts)(step) ** 2,
      correct2: (step) => secondCorrection(parts)(step) ** 2,
    }),
  },
  {
    cause: 'correction-wrong',
    sentence: 'one minus is taken twice: the moments are divided by βᵗ, not by 1 − βᵗ',
    of: 'corrected',
    make: (parts) => ({
      ...parts,
      correct1: (step) => 1 - firstCorrection(parts)(step),
      correct2: (step) => 1 - secondCorrection(parts)(step),
    }),
  },
  {
    cause: 'correction-wrong',
    sentence: 'one minus is taken twice in the correction of the second moment: it is divided by β₂ᵗ, not by 1 − β₂ᵗ',
    of: 'corrected',
    make: (parts) => ({ ...parts, correct2: (step) => 1 - secondCorrection(parts)(step) }),
  },
  {
    cause: 'correction-wrong',
    sentence: 'one minus is taken twice in the correction of the first moment: it is divided by β₁ᵗ, not by 1 − β₁ᵗ',
    of: 'corrected',
    make: (parts) => ({ ...parts, correct1: (step) => 1 - firstCorrection(parts)(step) }),
  },
  {
    cause: 'correction-wrong',
    sentence: 'the bias correction takes powers of 1 − β, the weight of what is new, where those of β belong',
    of: 'corrected',
    make: (parts) => ({ ...parts, correct1: correction(1 - parts.beta1), correct2: correction(1 - parts.beta2) }),
  },
  {
    cause: 'correction-wrong',
    sentence: 'the bias correction counts every second step: the counter is halved by an integer division',
    of: 'corrected',
    after: 1,
    make: (parts) => ({ ...parts, clock: ({ step }) => Math.ceil(step / 2) }),
  },
  {
    cause: 'buffer-start',
    sentence: 'the first moment starts as the first gradient, and is corrected as if it started at zero',
    of: 'corrected',
    make: (parts) => ({ ...parts, startsFull: true }),
  },
  {
    cause: 'buffer-start',
    sentence: 'the second moment starts as the first squared gradient, and is corrected as if it started at zero',
    of: 'corrected',
    make: filled,
  },
  {
    cause: 'buffer-start',
    sentence: 'the moments start as the first gradient and its square, and are corrected as if they started at zero',
    of: 'corrected',
    make: (parts) => ({ ...filled(parts), startsFull: true }),
  },
  {
    cause: 'moment-weight',
    sentence: 'the weights of old and new are exchanged in both moments: they keep 1 − β of themselves',
    of: 'second-moment',
    make: (parts) => ({
      ...parts,
      beta1: 1 - parts.beta1,
      take1: parts.beta1,
      correct1: firstCorrection(parts),
      beta2: 1 - parts.beta2,
      take2: parts.beta2,
      correct2: secondCorrection(parts),
    }),
  },
];
