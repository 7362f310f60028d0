import { expect, test } from 'vitest';
import { digits } from '../../src/datasets/digits.ts';
import { examples } from '../../src/datasets/examples.ts';
import { samplesOf } from '../../src/datasets/samples-of.ts';

test.each(['float64', 'float32'] as const)('the first training rows, then all test rows, exactly, in %s', (precision) => {
  const { values, labels } = samplesOf(digits);
  const chosen = examples(digits, 3, precision);
  expect([chosen.trainingRows, chosen.testRows]).toEqual([3, 360]);
  expect([...chosen.labels]).toEqual([...labels.subarray(0, 3), ...labels.subarray(1437)]);
  const expected = [...values.subarray(0, 3 * 64), ...values.subarray(1437 * 64)].map((value) => value / 16);
  expect([...chosen.inputs]).toEqual(expected);
});

test('who asks for the same has the same', () => {
  expect(examples(digits, 5, 'float32')).toBe(examples(digits, 5, 'float32'));
  expect(examples(digits, 5, 'float32')).not.toBe(examples(digits, 6, 'float32'));
});
