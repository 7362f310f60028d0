import { describe, expect, test } from 'vitest';
import { rowSampler, stepsOfEpoch } from '../../src/datasets/row-sampler.ts';
import { objective } from '../../src/objectives/reference.ts';
import { referenceEngine } from '../../src/dynamics/reference-engine.ts';
import { wasmEngine } from '../../src/dynamics/wasm/wasm-engine.ts';
import { loss } from '../../src/metrics/loss.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { stream } from '../../src/random/stream.ts';
import type { Experiment } from '../../src/experiments/experiment.ts';

const options = { population: 11, batch: 3, smallerLast: false } as const;
const data = stream(1, 'data');

describe('a pass over the data', () => {
  test.each([
    [false, [3, 3, 3]],
    [true, [3, 3, 3, 2]],
  ])('takes no row twice (smaller last batch: %s)', (smallerLast, sizes) => {
    const sampler = rowSampler({ ...options, sampling: 'epochs', smallerLast });
    expect(stepsOfEpoch(11, 3, smallerLast)).toBe(sizes.length);
    for (let epoch = 0; epoch < 20; epoch++) {
      const batches = sizes.map((_, i) => [...sampler.sample(data.seek(2, epoch * sizes.length + i + 1))]);
      expect(batches.map(({ length }) => length)).toEqual(sizes);
      expect(new Set(batches.flat()).size).toBe(sizes.reduce((sum, size) => sum + size, 0));
    }
  });

  test('has an order of its own in each pass and replica, whatever was asked before', () => {
    const sampler = rowSampler({ ...options, sampling: 'epochs' });
    const batch = (replica: number, step: number): string => String([...sampler.sample(data.seek(replica, step))]);
    const firsts = [0, 1, 2, 3].flatMap((replica) => [1, 4, 7, 10].map((step) => batch(replica, step)));
    expect(new Set(firsts).size).toBeGreaterThan(12);
    expect(batch(0, 1)).toBe(firsts[0]);
    expect(String([...rowSampler({ ...options, sampling: 'epochs' }).sample(data.seek(3, 10))])).toBe(firsts[15]);
  });
});

test('rows with replacement repeat, and rows drawn afresh do not', () => {
  const repeats = (sampling: 'fresh' | 'replacement'): number => {
    const sampler = rowSampler({ ...options, sampling });
    const steps = Array.from({ length: 400 }, (_, step) => new Set(sampler.sample(data.seek(0, step + 1))).size);
    return steps.filter((different) => different < 3).length / steps.length;
  };
  expect(repeats('fresh')).toBe(0);
  // 1 − (10/11)(9/11) = 0.256.
  expect(Math.abs(repeats('replacement') - 0.256)).toBeLessThan(0.08);
});

describe('the engine for ensembles', () => {
  const experiment = (reference: string): Experiment => ({
    objective: objective(reference),
    optimizer: sgd,
    learningRate: 0.5,
    weightDecay: 0.1,
    initScale: 1,
    precision: 'float64',
    seed: 1,
    streams: { initialisation: 'initialisation', data: 'data' },
    replicas: { first: 3, count: 2 },
    steps: 300,
    metrics: [loss],
    windows: [{ from: 1, to: 300 }],
    traceAt: [1, 2, 12, 13, 24],
  });

  test.each(['fresh', 'epochs', 'replacement'])('draws the same rows as the objective (%s)', async (sampling) => {
    const asked = experiment(`digits-mlp?widths=4&batch=8&trainSize=100&normaliser=layer&sampling=${sampling}`);
    expect(wasmEngine.supports(asked)).toBe(true);
    const [compiled, plain] = [await wasmEngine.run(asked), await referenceEngine.run(asked)];
    plain.traces.loss.forEach((value, i) => expect(compiled.traces.loss[i]).toBeCloseTo(value, 9));
  });

  test('leaves batches of two sizes to the reference engine', async () => {
    const asked = experiment('digits-mlp?widths=4&batch=8&trainSize=100&normaliser=layer&sampling=epochs&lastBatch=smaller');
    expect(wasmEngine.supports(asked)).toMatch('nothing to compile');
    const [dropped, smaller] = [asked, experiment('digits-mlp?widths=4&batch=8&trainSize=100&normaliser=layer&sampling=epochs')];
    const [a, b] = [await referenceEngine.run(dropped), await referenceEngine.run(smaller)];
    // The first twelve batches are the same rows; the thirteenth has the four that are left.
    expect(a.traces.loss.slice(0, 3)).toEqual(b.traces.loss.slice(0, 3));
    expect(a.traces.loss[3]).not.toBe(b.traces.loss[3]);
  });
});

test.each([
  ['sampling=epochs&batch=1437', 'has no order'],
  ['lastBatch=smaller', 'sampling=epochs'],
  ['sampling=epochs&lastBatch=smaller&trainSize=96', 'does not divide'],
  ['sampling=epochs&lastBatch=smaller&trainSize=97', 'last batch of one row'],
])('digits-mlp?%s is refused', (options, words) => {
  expect(() => objective(`digits-mlp?${options}`)).toThrow(words);
});

test('drawn with replacement, as many rows as there are are no full batch', () => {
  expect(objective('digits-mlp?widths=4&trainSize=50&batch=50').noise).toBe('none');
  expect(objective('digits-mlp?widths=4&trainSize=50&batch=50&sampling=replacement').noise).toBe('minibatch');
});
