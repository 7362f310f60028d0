import { expect, test } from 'vitest';
import { hasMasters, isCompensated } from '../../src/inference/compensated.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';
import { coordinatewise, type CoordinateStep } from './rules.ts';

const word = new DataView(new ArrayBuffer(4));

/** The nearest number of bfloat16. */
const short = (x: number): number => {
  word.setFloat32(0, x);
  const bits = word.getUint32(0);
  word.setUint32(0, ((bits + 0x7fff + ((bits >>> 16) & 1)) & 0xffff0000) >>> 0);
  return word.getFloat32(0);
};

const signs = (w: number, { g, learningRate, weightDecay }: CoordinateStep): number =>
  w - learningRate * (Math.sign(g) + weightDecay * w);

const masters = coordinatewise((step) => {
  step.memory.master = signs(step.memory.master ?? step.w, step);
  return short(step.memory.master);
});

const rounding = coordinatewise((step) => short(signs(step.w, step)));

test('weights in bfloat16 beside masters of full precision refute nothing', async () => {
  expect(hasMasters(masters)).toBe(true);
  expect(isCompensated(masters)).toBe(false);
  const { results } = await checkOptimizer(masters, { tier: 'exact', seed: 1, configurations: 20 });
  expect(results.filter(({ verdict }) => verdict === 'refuted').map(({ law, cause }) => [law, cause])).toEqual([]);
});

test('weights that are rounded to float32 are none of bfloat16', async () => {
  const single = coordinatewise((step) => Math.fround(signs(step.w, step)));
  expect(hasMasters(single)).toBe(false);
  const { results } = await checkOptimizer(single, { laws: ['zero-gradient-decay'], seed: 1, configurations: 20 });
  expect(results.map(({ cause }) => cause)).toEqual(['parameters-rounded']);
});

test('weights that are rounded, and lose short steps, have none', async () => {
  expect(hasMasters(rounding)).toBe(false);
  const { results } = await checkOptimizer(rounding, { laws: ['zero-gradient-decay'], seed: 1, configurations: 20 });
  expect(results.map(({ verdict }) => verdict)).toEqual(['refuted']);
});
