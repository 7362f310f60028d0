import { expect, test } from 'vitest';
import { describePartition, partitionsOf } from '../../../src/inference/model/partition.ts';

const words = (shape: number[]): string[] => partitionsOf(shape).map((partition) => describePartition(partition));

test('a matrix has columns, rows and blocks of them, the finest first', () => {
  const partitions = partitionsOf([2, 6]);
  expect(partitions[0]).toMatchObject({ kind: 'column', parts: expect.arrayContaining([[0, 6]]) });
  expect(partitions.map(({ parts }) => parts.length)).toEqual([6, 3, 3, 2, 2, 2]);
  expect(words([2, 6])).toContain('each block of 3 columns');
  const spread = partitions.find(({ kind, block }) => kind === 'spread-columns' && block === 2)!;
  expect(spread.parts[0]).toEqual([0, 3, 6, 9]);
});

test('every entry is in one part, and parts are equal', () => {
  for (const shape of [[6], [2, 6], [3, 2, 4], [2, 1, 3, 1]]) {
    const size = shape.reduce((product, extent) => product * extent);
    for (const { parts } of partitionsOf(shape)) {
      expect(parts.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i));
      expect(new Set(parts.map(({ length }) => length)).size).toBe(1);
      expect(parts[0].length).toBeGreaterThan(1);
    }
  }
});

test('tensors of more axes have slices', () => {
  expect(words([3, 2, 4])).toEqual(
    expect.arrayContaining(['each index of axes 0 and 1', 'each index of axis 1', 'each row', 'each column']),
  );
  expect(words([1, 4])).not.toContain('each row');
  expect(partitionsOf([])).toEqual([]);
});
