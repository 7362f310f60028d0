import { expect, test } from 'vitest';
import { ratioInWords, sizeInWords } from '../../src/verdicts/size-in-words.ts';

test('small ratios are said in per cent, and large ones as factors', () => {
  const ratios = [0, 0.02, -0.02, Math.log(1.09), Math.log(6.28), -Math.log(4), 30];
  expect(ratios.map(ratioInWords)).toEqual([
    '0.0 %',
    '2.0 %',
    '-2.0 %',
    '9.0 %',
    'a factor of 6.28',
    'a factor of 0.25',
    'a factor of 10700000000000',
  ]);
});

test('what is no log ratio is a number with its unit', () => {
  expect(sizeInWords({ unclipped: 5.28 })).toBe('a factor of 196');
  expect(sizeInWords({ unclipped: -0.053, unit: 'difference of shares' })).toBe('-0.053 (difference of shares)');
});
