import { size } from '../../arithmetic/tensor.ts';
import type { Mistake } from './mistake.ts';
import type { Entry } from './rule.ts';

/** What a tensor is made of, and how many of them it has. */
const parts: readonly (readonly [string, (entry: Entry) => number])[] = [
  ['row', ({ shape }) => (shape.length > 1 ? shape[0] : 1)],
  ['entry', ({ shape }) => size(shape)],
];

/** Bias corrections whose counter is inside of a loop over rows or entries. */
export const loopMistakes: readonly Mistake[] = parts.flatMap(([part, count]): Mistake[] => [
  {
    cause: 'correction-per-tensor',
    sentence: `the step counter of the bias correction advances once for every ${part} of a tensor`,
    of: 'corrected',
    make: (sound) => ({ ...sound, clock: (entry) => entry.step * count(entry) }),
  },
  {
    cause: 'correction-per-tensor',
    sentence: `the step counter of the bias correction advances at every ${part}, while a tensor is stepped`,
    of: 'corrected',
    make: (sound) => ({
      ...sound,
      clock: (entry) => {
        const [among, each] = [count(entry), size(entry.shape) / count(entry)];
        return (entry.step - 1) * among + Math.floor(entry.position / each) + 1;
      },
    }),
  },
]);
