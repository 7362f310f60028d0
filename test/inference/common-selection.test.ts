import { describe, expect, test } from 'vitest';
import { selectsInCommon } from '../../src/inference/common-selection.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

/** Entries, and the sizes of those that a threshold is taken from, tensor by tensor. */
type Threshold = (sizes: readonly (readonly number[])[], place: number) => number;

/** Sums of steps, of which those above a threshold are made and the others remembered. */
const selecting = (
  thresholdOf: Threshold,
  isSent = (size: number, threshold: number): boolean => size >= threshold,
): Optimizer => ({
  name: 'selecting',
  hyperparameters: { share: 0.25 },
  init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
  update({ parameters, gradients, state, learningRate, weightDecay }) {
    const rests = state as Float64Array[];
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) rests[i][j] += learningRate * (gradients[i].data[j] + weightDecay * w[j]);
    });
    const sizes = rests.map((rest) => Array.from(rest, Math.abs));
    parameters.forEach(({ data: w }, i) => {
      const threshold = thresholdOf(sizes, i);
      for (let j = 0; j < w.length; j++) {
        if (!isSent(sizes[i][j], threshold)) continue;
        w[j] -= rests[i][j];
        rests[i][j] = 0;
      }
    });
  },
});

const quarter = (sizes: readonly number[]): number => [...sizes].sort((a, b) => b - a)[Math.ceil(sizes.length / 4) - 1];
const ofAll: Threshold = (sizes) => quarter(sizes.flat());

const partition = async (optimizer: Optimizer): Promise<readonly [string, readonly string[]]> => {
  const { verdict, subject } = await checkOptimizer(optimizer, { laws: ['partition-invariance'], seed: 1, configurations: 20 });
  return [verdict, subject!.notes.map(({ cause }) => cause)];
};

describe('one threshold for the entries of all tensors', () => {
  test.each<[string, Threshold]>([
    ['the largest quarter', ofAll],
    ['the few largest', (sizes) => sizes.flat().sort((a, b) => b - a)[Math.min(2, sizes.flat().length - 1)]],
    ['a share of the largest', (sizes) => Math.max(...sizes.flat()) / 4],
  ])('is a design: %s', async (_, thresholdOf) => {
    expect(selectsInCommon(selecting(thresholdOf), 0)).toBe(true);
    expect(await partition(selecting(thresholdOf))).toEqual(['holds', ['common-selection']]);
  });

  test.each<[string, Optimizer]>([
    ['is that of the first tensor', selecting((sizes) => quarter(sizes[0]))],
    ['goes on in the loop', selecting((sizes, i) => Math.max(...sizes.slice(0, i + 1).map(quarter)))],
    ['sends the smallest', selecting(ofAll, (size, threshold) => size <= threshold)],
  ])('is a mistake where it %s', async (_, optimizer) => {
    expect(selectsInCommon(optimizer, 0)).toBe(false);
    expect((await partition(optimizer))[0]).toBe('refuted');
  });

  test('of each tensor is another matter', async () => {
    expect(
      selectsInCommon(
        selecting((sizes, i) => quarter(sizes[i])),
        0,
      ),
    ).toBe(false);
    expect((await partition(selecting((sizes, i) => quarter(sizes[i]))))[0]).toBe('holds');
  });

  test.each(optimizers)('is none in $name', (optimizer) => {
    expect(selectsInCommon(optimizer, 0)).toBe(false);
  });
});
