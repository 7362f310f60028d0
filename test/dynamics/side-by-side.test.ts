import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../src/arithmetic/tensor.ts';
import { OptimizerRun } from '../../src/dynamics/optimizer-run.ts';
import { along } from '../../src/dynamics/side-by-side.ts';
import { accumulateGradients } from '../../src/optimizers/accumulate-gradients.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { elsewhere } from '../inference/elsewhere.ts';

const vector = (...entries: number[]): Tensor => ({ data: Float64Array.from(entries), shape: [entries.length] });
const steps = [1, -0.5, 2, 0.25].map((g, i) => ({
  gradients: [vector(g, g / 2)],
  learningRate: 0.25 / (i + 1),
  weightDecay: 0.5 * i,
}));

describe('a run along known gradients', () => {
  test.each([adamw, accumulateGradients(adamw, 2)])('is where each step leads: $name', (optimizer) => {
    const run = new OptimizerRun(optimizer, [vector(1, 2)]);
    const expected = steps.map(({ gradients, learningRate, weightDecay }) => {
      run.step(gradients, learningRate, weightDecay);
      return run.parameters.map(({ data }) => [...data]);
    });
    const other = elsewhere(optimizer);
    for (const each of [optimizer, other.optimizer]) {
      const places = [...along(new OptimizerRun(each, [vector(1, 2)]), steps)];
      expect(places.map((place) => place.map(({ data }) => [...data]))).toEqual(expected);
    }
    expect(other.exchanges()).toBe(1);
  });

  test('makes no step in this process before it is asked for', () => {
    const run = new OptimizerRun(adamw, [vector(1, 2)]);
    const places = along(run, steps);
    places.next();
    places.next();
    expect(run.calls).toBe(2);
  });
});
