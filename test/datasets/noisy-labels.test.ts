import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noisyLabels } from '../../src/datasets/noisy-labels.ts';
import { objective } from '../../src/objectives/reference.ts';
import { begin } from '../objectives/begin.ts';

const rows = 2000;
const labels = Uint8Array.from({ length: rows + 50 }, (_, i) => i % 10);
const wrongAt = (share: number, seed = 0): number[] => {
  const noisy = noisyLabels(labels, { rows, classes: 10, share, seed });
  return [...noisy.keys()].filter((row) => noisy[row] !== labels[row]);
};

test('as many are wrong as is said, of the training rows only, and all classes alike', () => {
  for (const share of [0.0625, 0.25, 0.5]) {
    const wrong = wrongAt(share);
    expect(Math.abs(wrong.length - share * rows)).toBeLessThan(5 * Math.sqrt(rows * share * (1 - share)));
    expect(Math.max(...wrong)).toBeLessThan(rows);
  }
  expect(wrongAt(0)).toEqual([]);
  expect(wrongAt(1)).toHaveLength(rows);
  const shifts = noisyLabels(labels, { rows, classes: 10, share: 1, seed: 0 }).slice(0, rows);
  const counts = Array.from(
    { length: 10 },
    (_, k) => shifts.filter((label, row) => (label - labels[row] + 10) % 10 === k).length,
  );
  expect(counts[0]).toBe(0);
  for (const count of counts.slice(1)) expect(Math.abs(count - rows / 9)).toBeLessThan(5 * Math.sqrt(rows / 9));
});

test('what is wrong at one share is wrong at every larger one, and another seed makes others wrong', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (a, b) => {
      const [less, more] = [wrongAt(Math.min(a, b)), new Set(wrongAt(Math.max(a, b)))];
      expect(less.every((row) => more.has(row))).toBe(true);
    }),
    { numRuns: 20, seed: 1 },
  );
  expect(wrongAt(0.25, 1)).not.toEqual(wrongAt(0.25));
});

test.each(['digits-mlp?widths=4&trainSize=64', 'convnet?channels=2&trainSize=64'])(
  '%s has other training labels, and the same test labels',
  (reference) => {
    const [clean, noisy] = [objective(reference), objective(`${reference}&labelNoise=0.5`)];
    const { instance, parameters } = begin(clean, 'float64');
    const other = noisy.instantiate('float64');
    const [before, after] = [instance.evaluate(parameters), other.evaluate(parameters)];
    const at = (name: string): [number, number] => [before[clean.metrics.indexOf(name)], after[clean.metrics.indexOf(name)]];
    expect(at('trainLoss')[0]).not.toBe(at('trainLoss')[1]);
    expect(at('testLoss')[0]).toBe(at('testLoss')[1]);
    expect(at('testAccuracy')[0]).toBe(at('testAccuracy')[1]);
    expect(noisy.name).toBe(`${clean.name}-label-noise`);
  },
);
