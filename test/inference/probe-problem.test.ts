import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../src/arithmetic/tensor.ts';
import {
  distance,
  identical,
  norm,
  normalTensors,
  plus,
  probeShapes,
  scaled,
  SphereGradient,
} from '../../src/inference/probe-problem.ts';
import { stream } from '../../src/random/stream.ts';

const tensors = (seed: number, precision: 'float64' | 'float32' = 'float64'): Tensor[] =>
  normalTensors(probeShapes, precision, stream(seed, 'test').seek(0, 0));
const numbers = (list: readonly Tensor[]): number[][] => list.map(({ data }) => [...data]);

describe('normal tensors', () => {
  test('have the shapes, the precision and the scale that were asked for', () => {
    const [one, four] = [1, 4].map((scale) => normalTensors(probeShapes, 'float64', stream(1, 'test').seek(0, 0), scale));
    expect(one.map(({ shape }) => shape)).toEqual(probeShapes);
    expect(numbers(four)).toEqual(numbers(one).map((values) => values.map((x) => 4 * x)));
    expect(tensors(1, 'float32').every(({ data }) => data instanceof Float32Array)).toBe(true);
  });

  test('are standard normal', () => {
    const [{ data }] = normalTensors([[4000]], 'float64', stream(1, 'test').seek(0, 0));
    const values = [...data];
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(4000));
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / 4000));
  });
});

describe('the gradient on spheres', () => {
  const gradient = new SphereGradient(probeShapes, 'test');

  test('is orthogonal to the weights, tensor by tensor', () => {
    const weights = tensors(1);
    gradient.at(weights, 3).forEach((g, i) => {
      const product = [...g.data].reduce((sum, x, j) => sum + x * weights[i].data[j], 0);
      expect(Math.abs(product)).toBeLessThan(1e-14 * norm(g) * norm(weights[i]));
    });
  });

  test.each(['float64', 'float32'] as const)('shrinks by 2^k where weights grow by 2^k, bit for bit in %s', (precision) => {
    fc.assert(
      fc.property(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 1, max: 30 }), (k, step) => {
        const weights = tensors(2, precision);
        expect(numbers(scaled(gradient.at(scaled(weights, 2 ** k), step), 2 ** k))).toEqual(numbers(gradient.at(weights, step)));
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  test('is a function of weights, step and seed', () => {
    const weights = tensors(3);
    gradient.at(weights, 9);
    expect(gradient.at(weights, 2)).toEqual(new SphereGradient(probeShapes, 'test').at(weights, 2));
    expect(gradient.at(weights, 2)).not.toEqual(gradient.at(weights, 3));
    expect(gradient.at(weights, 2)).not.toEqual(new SphereGradient(probeShapes, 'other').at(weights, 2));
  });
});

describe('arithmetic of lists of tensors', () => {
  test('makes new tensors of the same precision', () => {
    const [a, b] = [tensors(1, 'float32'), tensors(2, 'float32')];
    const before = numbers(a);
    const sum = plus(a, 0.5, b);
    expect(numbers(sum)).toEqual(before.map((values, i) => values.map((x, j) => Math.fround(x + 0.5 * b[i].data[j]))));
    expect(scaled(a, 3)[0].data).toBeInstanceOf(Float32Array);
    expect(numbers(a)).toEqual(before);
  });

  test('distance and norm are Euclidean', () => {
    const [x, y] = [
      [3, 4],
      [0, 8],
    ].map((data) => ({ data: Float64Array.from(data), shape: [2] }));
    expect(norm(x)).toBe(5);
    expect(distance(x, y)).toBe(5);
  });

  test('identical means the same bits, NaN included, and stops at nothing less', () => {
    const [a] = tensors(1);
    const changed = { ...a, data: a.data.slice() };
    changed.data[11] *= 1 + 2 ** -52;
    const nan = { data: Float64Array.of(NaN), shape: [1] };
    expect(identical([a], [{ ...a, data: a.data.slice() }])).toBe(true);
    expect(identical([a], [changed])).toBe(false);
    expect(identical([nan], [{ ...nan, data: nan.data.slice() }])).toBe(true);
    expect(identical([nan], [{ data: Float64Array.of(0), shape: [1] }])).toBe(false);
  });
});
