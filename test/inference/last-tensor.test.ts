import { expect, test } from 'vitest';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import { tensorsApart, Ways } from '../../src/inference/last-tensor.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

type Step = (w: Float64Array, g: Float64Array, m: Float64Array, rate: number) => void;

const signs: Step = (w, g, _, rate) => {
  for (let j = 0; j < w.length; j++) w[j] -= rate * Math.sign(g[j]);
};

const momentum: Step = (w, g, m, rate) => {
  for (let j = 0; j < w.length; j++) {
    m[j] = 0.9 * m[j] + g[j];
    w[j] -= rate * m[j];
  }
};

/** A rule that steps each tensor as its place says. */
const byPlace = (stepOf: (place: number, count: number) => readonly Step[]): Optimizer => ({
  name: 'by-place',
  init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
  update({ parameters, gradients, state, learningRate, weightDecay }) {
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) w[j] *= 1 - learningRate * weightDecay;
      for (const step of stepOf(i, parameters.length))
        step(w as Float64Array, gradients[i].data as Float64Array, state[i] as Float64Array, learningRate);
    });
  },
});

const head = byPlace((place, count) => [place === count - 1 ? momentum : signs]);

test('a last tensor that has momentum where the others step by signs is apart, which a note says and nothing refutes', async () => {
  expect(tensorsApart(new Ways(head, 0))).toBe('last');
  expect(inferProfile(head).notes.map(({ cause }) => cause)).toContain('last-tensor-apart');
  const { results } = await checkOptimizer(head, { tier: 'exact', seed: 1, configurations: 20 });
  expect(results.filter(({ verdict }) => verdict === 'refuted')).toEqual([]);
});

test('so are the first and the last tensor together', async () => {
  const ends = byPlace((place, count) => [place === 0 || place === count - 1 ? momentum : signs]);
  expect(tensorsApart(new Ways(ends, 0))).toBe('ends');
  expect(inferProfile(ends).notes.map(({ cause }) => cause)).toContain('ends-apart');
  const { results } = await checkOptimizer(ends, { tier: 'exact', seed: 1, configurations: 20 });
  expect(results.filter(({ verdict }) => verdict === 'refuted')).toEqual([]);
});

test.each([
  ['that all are stepped alike by', () => [momentum]],
  ['that leaves the last tensor alone', (place: number, count: number) => (place === count - 1 ? [] : [signs])],
  ['that steps the last tensor twice', (place: number, count: number) => (place === count - 1 ? [signs, signs] : [signs])],
  ['that goes by the number of tensors', (_: number, count: number) => [count > 2 ? momentum : signs]],
  ['that leaves both ends alone', (place: number, count: number) => (place % (count - 1 || 1) === 0 ? [] : [signs])],
  ['that the first tensor has alone', (place: number) => [place === 0 ? momentum : signs]],
] as const)('a rule %s is none', (_, stepOf) => expect(tensorsApart(new Ways(byPlace(stepOf), 0))).toBeUndefined());

test('no optimizer of the package treats the last tensor otherwise', () =>
  expect(optimizers.filter((optimizer) => tensorsApart(new Ways(optimizer, 0)) !== undefined).map(({ name }) => name)).toEqual(
    [],
  ));
