import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wrapWords } from '../../src/report/wrap-words.ts';

test('lines between words', () => {
  expect(wrapWords('norm and rate at equilibrium', 12)).toEqual(['norm and', 'rate at', 'equilibrium']);
  expect(wrapWords('', 12)).toEqual([]);
});

test('keep every word in its order, none wider than it has to be', () => {
  const words = fc.array(fc.string({ minLength: 1, maxLength: 12 }).filter((word) => !/\s/.test(word)));
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 30 }), (list, width) => {
      const lines = wrapWords(list.join(' '), width);
      expect(lines.flatMap((line) => line.split(' '))).toEqual(list);
      for (const line of lines) expect([...line].length <= width || !line.includes(' ')).toBe(true);
    }),
  );
});
