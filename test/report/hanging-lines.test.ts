import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hangingLines } from '../../src/report/hanging-lines.ts';

const long = 'word '.repeat(20).trim();

test('what fits into 80 columns stays as it is', () => {
  expect(hangingLines(`a  ${'b'.repeat(75)}`, '  ')).toEqual([`  a  ${'b'.repeat(75)}`]);
  expect(hangingLines(`a  ${'b'.repeat(76)}`, '  ')).toEqual(['  a', `    ${'b'.repeat(76)}`]);
});

test('the other lines begin below the text, or two columns further in', () => {
  expect(hangingLines(long, '  ? ').map((line) => line.slice(0, 8))).toEqual(['  ? word', '    word']);
  expect(hangingLines(long, '  ').map((line) => line.slice(0, 8))).toEqual(['  word w', '    word']);
  expect(hangingLines(long).map((line) => line.slice(0, 6))).toEqual(['word w', '  word']);
});

test('no word is lost, and only a word that is longer makes a line longer', () => {
  const words = fc.array(fc.string({ minLength: 1, maxLength: 30 }).filter((word) => !/\s/.test(word)));
  fc.assert(
    fc.property(words, fc.constantFrom('', '  ', '  ·  '), (list, first) => {
      const lines = hangingLines(list.join(' '), first);
      expect(lines.map((line, i) => (i === 0 ? line.slice(first.length) : line.trimStart())).join(' ')).toBe(list.join(' '));
      for (const line of lines) expect([...line].length).toBeLessThanOrEqual(80);
    }),
  );
});
