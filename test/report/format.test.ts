import { describe, expect, test } from 'vitest';
import { formatCount, formatNumber } from '../../src/report/format-number.ts';
import { formatTable } from '../../src/report/format-table.ts';
import { formatSymmetry } from '../../src/report/describe-subject.ts';
import { reporters } from '../../src/report/reporters/index.ts';
import { sample } from './sample-document.ts';

test.each([
  [0, '0'],
  [-0, '0'],
  [1, '1'],
  [0.3125, '0.313'],
  [-12.3456, '-12.3'],
  [0.001, '0.001'],
  [0.00099, '9.9e-4'],
  [2.2e-16, '2.2e-16'],
  [1e-6, '1e-6'],
  [12345, '12300'],
  [123456, '1.2e5'],
  [null, '∞'],
  [-Infinity, '∞'],
])('%d is printed as %s', (value, text) => expect(formatNumber(value)).toBe(text));

test('counts have their thousands apart', () => expect(formatCount(1234567)).toBe('1,234,567'));

describe('a table', () => {
  test('is aligned by what is seen, and has no space at the end of a line', () => {
    const paint = (text: string): string => `<${text}>`;
    expect(
      formatTable([
        [{ text: 'η', paint }, { text: 'b' }, { text: '' }],
        [{ text: 'aaa' }, { text: 'bbbb', paint }, { text: 'c' }],
      ]),
    ).toEqual(['<η>    b', 'aaa  <bbbb>  c']);
  });
});

test('symmetries read as what c does to each quantity', () => {
  expect(formatSymmetry({ learningRate: 2, weightDecay: -2 })).toBe('(c²·η, c⁻²·λ)');
  expect(formatSymmetry({ learningRate: 1, weightDecay: 0, epsilon: -1 })).toBe('(c·η, λ, c⁻¹·epsilon)');
  expect(formatSymmetry(null)).toBe('none');
});

test('every reporter has a name of its own, and the JSON one prints the document as it is', () => {
  expect(new Set(reporters.map(({ name }) => name)).size).toBe(reporters.length);
  const json = reporters.find(({ name }) => name === 'json')!;
  const text = json.render(sample, { color: true, quiet: true, verbose: false, errors: 'inside' });
  expect(JSON.parse(text)).toEqual(sample);
  expect(text.endsWith('}\n')).toBe(true);
});
