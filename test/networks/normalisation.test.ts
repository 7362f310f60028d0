import { describe, expect, test } from 'vitest';
import { batchNormalisation } from '../../src/networks/layers/batch-normalisation.ts';
import { groupNormalisation } from '../../src/networks/layers/group-normalisation.ts';
import type { Layer } from '../../src/networks/layers/layer.ts';
import { layerNormalisation } from '../../src/networks/layers/layer-normalisation.ts';
import { rmsNormalisation } from '../../src/networks/layers/rms-normalisation.ts';
import { weightNormalisedLinear } from '../../src/networks/layers/weight-normalised-linear.ts';

interface Put extends Readonly<Record<string, number>> {
  readonly rows: number;
  readonly units: number;
}

/** Output and input gradient for an output gradient of 1, 2, 3, …. */
function pass(
  layer: Layer,
  { rows, units, estimationRows = rows, ...options }: Put,
  input: number[],
): { output: number[]; gradient: number[] } {
  const x = Float64Array.from(input);
  const y = new Float64Array(input.length);
  const g = new Float64Array(input.length).fill(NaN);
  const shape = [units];
  const instance = layer.instantiate({ rows, estimationRows, inputs: [shape], output: shape, precision: 'float64' }, options);
  const batch = { inputs: [x], output: y, arrays: [] };
  instance.forward(batch);
  instance.backward({ ...batch, outputGradient: y.map((_, i) => i + 1), inputGradients: [g], gradients: [] });
  // Adding 0 makes −0 and 0 one number.
  return { output: Array.from(y, (value) => value + 0), gradient: Array.from(g, (value) => value + 0) };
}

function moments(values: number[]): { mean: number; variance: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
}

// Three times 0.1 sums to more than 0.3, so a mean taken carelessly differs from 0.1.
const constantRuns = [0.1, 0.1, 0.1];

describe('what the normalisers do to their input', () => {
  test('batch normalisation gives every unit mean 0 and variance 1', () => {
    const { output } = pass(batchNormalisation, { rows: 4, units: 2, epsilon: 0 }, [1, 10, 2, -7, 3, 5, 7, 100]);
    for (const unit of [0, 1]) {
      const { mean, variance } = moments(output.filter((_, i) => i % 2 === unit));
      expect(mean).toBeCloseTo(0, 14);
      expect(variance).toBeCloseTo(1, 14);
    }
  });

  test('rows beyond the estimation rows are normalised with the numbers of those', () => {
    const { output } = pass(batchNormalisation, { rows: 4, units: 1, epsilon: 0, estimationRows: 2 }, [1, 3, 5, -1]);
    expect(output).toEqual([-1, 1, 3, -3]);
  });

  test('group normalisation works run by run, layer normalisation row by row', () => {
    const input = [1, 2, 30, 50, 5, 4, 3, -2];
    const grouped = pass(groupNormalisation, { rows: 2, units: 4, groups: 2, epsilon: 0 }, input).output;
    expect(grouped).toEqual([-1, 1, -1, 1, 1, -1, 1, -1]);
    const layered = pass(layerNormalisation, { rows: 2, units: 4, epsilon: 0 }, input).output;
    for (const row of [layered.slice(0, 4), layered.slice(4)]) {
      expect(moments(row).mean).toBeCloseTo(0, 14);
      expect(moments(row).variance).toBeCloseTo(1, 14);
    }
  });

  test('rms normalisation gives every row mean square 1 and does not centre', () => {
    expect(pass(rmsNormalisation, { rows: 2, units: 2, epsilon: 0 }, [3, 3, -5, 5]).output).toEqual([1, 1, -1, 1]);
  });

  test('epsilon is added to the variance', () => {
    expect(pass(rmsNormalisation, { rows: 1, units: 1, epsilon: 7 }, [3]).output).toEqual([0.75]);
    expect(pass(batchNormalisation, { rows: 2, units: 1, epsilon: 3 }, [-1, 1]).output).toEqual([-0.5, 0.5]);
    expect(pass(layerNormalisation, { rows: 1, units: 2, epsilon: 3 }, [-1, 1]).output).toEqual([-0.5, 0.5]);
  });
});

describe('0/0 is 0', () => {
  const zeros = { output: [0, 0, 0], gradient: [0, 0, 0] };

  test('a run without variance', () => {
    expect(pass(batchNormalisation, { rows: 3, units: 1, epsilon: 0 }, constantRuns)).toEqual(zeros);
    expect(pass(layerNormalisation, { rows: 1, units: 3, epsilon: 0 }, constantRuns)).toEqual(zeros);
    expect(pass(groupNormalisation, { rows: 1, units: 3, groups: 1, epsilon: 0 }, constantRuns)).toEqual(zeros);
    expect(pass(rmsNormalisation, { rows: 1, units: 3, epsilon: 0 }, [0, 0, 0])).toEqual(zeros);
  });

  test('with an epsilon its output is 0 as well, but the gradient passes', () => {
    const passed = { output: [0, 0, 0], gradient: [-2, 0, 2] };
    expect(pass(batchNormalisation, { rows: 3, units: 1, epsilon: 0.25 }, constantRuns)).toEqual(passed);
    expect(pass(layerNormalisation, { rows: 1, units: 3, epsilon: 0.25 }, constantRuns)).toEqual(passed);
    expect(pass(rmsNormalisation, { rows: 1, units: 3, epsilon: 0.25 }, [0, 0, 0]).gradient).toEqual([2, 4, 6]);
  });

  test('beside a unit with variance, only the one without is 0', () => {
    const { output, gradient } = pass(batchNormalisation, { rows: 2, units: 2, epsilon: 0 }, [0.1, 1, 0.1, 3]);
    expect(output).toEqual([0, -1, 0, 1]);
    expect(gradient[0]).toBe(0);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });

  test('a column of zeros under weight normalisation', () => {
    const place = { rows: 1, estimationRows: 1, inputs: [[2]], output: [2], precision: 'float64' } as const;
    const layer = weightNormalisedLinear.instantiate(place, { units: 2, gain: 2, epsilon: 0 });
    const gradient = new Float64Array(4).fill(NaN);
    const output = new Float64Array(2);
    const batch = { inputs: [Float64Array.of(1, 1)], output, arrays: [Float64Array.of(3, 0, 4, 0)] };
    layer.forward(batch);
    layer.backward({ ...batch, outputGradient: Float64Array.of(1, 1), inputGradients: [undefined], gradients: [gradient] });
    expect([...output]).toEqual([2 * (0.6000000000000001 + 0.8), 0]);
    expect([gradient[1], gradient[3]]).toEqual([0, 0]);
    expect(3 * gradient[0] + 4 * gradient[2]).toBeCloseTo(0, 14);
  });
});
