import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/datasets/dataset.ts';
import { datasets } from '../../src/datasets/index.ts';
import { samplesOf } from '../../src/datasets/samples-of.ts';

describe.each(datasets)('$name', (dataset) => {
  test('is what it says, and read once', () => {
    expect(samplesOf(dataset)).toBe(samplesOf(dataset));
    expect(new Set(samplesOf(dataset).labels).size).toBe(dataset.classes);
    expect(dataset.source.length).toBeGreaterThan(10);
    expect(dataset.licence.length).toBeGreaterThan(2);
  });

  test('has every class among what trains and what tests', () => {
    const { labels } = samplesOf(dataset);
    for (const part of [labels.subarray(0, dataset.trainingRows), labels.subarray(dataset.trainingRows)])
      expect(new Set(part).size).toBe(dataset.classes);
  });
});

const pair: Dataset = {
  name: 'pair',
  description: 'two samples of two numbers',
  shape: [2],
  classes: 2,
  trainingRows: 1,
  testRows: 1,
  largest: 4,
  // printf '\x01\x02\x03\x04\x00\x01' | sha256sum
  checksum: '6731f43cc5cffed71bfe8163df84ea3b1190a1e65aa17e3c715100b767c5abed',
  source: 'this test',
  licence: 'that of the package',
  read: () => ({ values: Uint8Array.of(1, 2, 3, 4), labels: Uint8Array.of(0, 1) }),
};

test('a data set of one’s own is read', () => {
  expect(samplesOf(pair).labels).toEqual(Uint8Array.of(0, 1));
});

test.each<[string, Partial<Dataset>]>([
  ['expected 3 rows, received 2', { testRows: 2 }],
  ['expected 2 rows of 3 numbers, received 4 numbers', { shape: [3] }],
  ['row 2 has label 1, expected 0 to 0', { classes: 1 }],
  ['row 2 has the number 4, expected 0 to 3', { largest: 3 }],
  ['its checksum is', { read: () => ({ values: Uint8Array.of(1, 2, 4, 3), labels: Uint8Array.of(0, 1) }) }],
  ['its checksum is', { read: () => ({ values: Uint8Array.of(1, 2, 3, 4), labels: Uint8Array.of(1, 0) }) }],
  [
    'no such file',
    {
      read() {
        throw new Error('no such file');
      },
    },
  ],
])('what is not as described is refused: %s', (message, change) => {
  expect(() => samplesOf({ ...pair, ...change })).toThrow(
    expect.objectContaining({ code: 'DATASET_DAMAGED', message: expect.stringContaining(message) }),
  );
});
