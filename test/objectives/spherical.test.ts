import { describe, expect, test } from 'vitest';
import { copy, zeros, type Tensor } from '../../src/arithmetic/tensor.ts';
import type { Objective } from '../../src/objectives/objective.ts';
import { objective } from '../../src/objectives/reference.ts';
import { stream } from '../../src/random/stream.ts';
import { begin, inner } from './begin.ts';

/** Runs SGD with weight decay in float64 and returns what `read` makes of each step after burn-in. */
function train(
  member: Objective,
  rates: { learningRate: number; weightDecay: number; steps: number; burnIn: number },
  read: (w: Tensor[], g: Tensor[]) => number,
): number[] {
  const { learningRate, weightDecay, steps, burnIn } = rates;
  const { instance, parameters, gradients, data } = begin(member, 'float64');
  instance.initialise(parameters, stream(1, 'initialisation'));
  const readings: number[] = [];
  for (let step = 1; step <= steps; step++) {
    instance.gradient(parameters, gradients, data.seek(0, step));
    if (step > burnIn) readings.push(read(parameters, gradients));
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * (g[j] + weightDecay * w[j]);
    });
  }
  return readings;
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];

test.each([
  'von-mises-fisher?noise=0',
  'two-basins?noise=0',
  'quadratic-ratio',
  'quadratic-bowl?noise=0',
  'smoothed-von-mises-fisher?noise=0',
  'noisy-rayleigh-quotient',
])('the gradient of %s agrees with central differences of its loss', (reference) => {
  const { instance, parameters, gradients, data } = begin(objective(reference), 'float64', 4);
  instance.gradient(parameters, gradients, data.seek(0, 1));
  const [{ data: w }] = parameters;
  const scratch = gradients.map(copy);
  w.forEach((start, j) => {
    const at = (h: number): number => {
      w[j] = start + h;
      const loss = instance.gradient(parameters, scratch, data.seek(0, 1));
      w[j] = start;
      return loss;
    };
    expect((at(1e-5) - at(-1e-5)) / 2e-5).toBeCloseTo(gradients[0].data[j], 8);
  });
});

describe('isotropic noise', () => {
  test('has the equilibrium norm ηS/(λ(2 − ηλ)) of every gradient scale', () => {
    const [learningRate, weightDecay] = [0.5, 0.2];
    const member = objective('isotropic-noise?dimension=60&scales=1,10');
    const rates = { learningRate, weightDecay, steps: 3000, burnIn: 100 };
    for (const [group, scale] of [1, 10].entries()) {
      const fourth = mean(train(member, rates, (w) => inner([w[group]], [w[group]]) ** 2));
      const predicted = (learningRate * scale ** 2 * 59) / (weightDecay * (2 - learningRate * weightDecay));
      expect(fourth / predicted).toBeCloseTo(1, 1);
    }
  });

  test('with tail index 1 has squares of Lévy’s law, with median 1.0990', () => {
    const member = objective('isotropic-noise?dimension=400&alpha=1');
    const squares = train(
      member,
      { learningRate: 0, weightDecay: 0, steps: 4000, burnIn: 0 },
      (w, g) => (inner(g, g) * inner(w, w)) / 399,
    );
    expect(median(squares) / 1.099).toBeCloseTo(1, 1);
  });

  test('tends to normal noise as the tail index tends to 2', () => {
    const member = objective('isotropic-noise?dimension=400&alpha=1.999');
    const squares = train(
      member,
      { learningRate: 0, weightDecay: 0, steps: 500, burnIn: 0 },
      (w, g) => (inner(g, g) * inner(w, w)) / 399,
    );
    expect(median(squares)).toBeCloseTo(1, 1);
  });

  test('with a heavy tail has the median effective learning rate ∝ (ηλ)^(1/α)', () => {
    const rate = (rateDecay: number): number => {
      const rates = { learningRate: 1, weightDecay: rateDecay, steps: 40 / rateDecay, burnIn: 5 / rateDecay };
      return median(train(objective('isotropic-noise?dimension=50&alpha=1.2'), rates, (w) => 1 / inner(w, w)));
    };
    const slope = Math.log(rate(0.064) / rate(0.004)) / Math.log(16);
    expect(slope).toBeGreaterThan(0.73);
    expect(slope).toBeLessThan(0.93);
  });
});

test('von Mises–Fisher has the alignment coth(κ/T) − T/κ, T = σ √(ηλ/(2(d − 1)))', () => {
  const member = objective('von-mises-fisher?dimension=3&kappa=0.05');
  const alignment = mean(
    train(
      member,
      { learningRate: 0.5, weightDecay: 0.02, steps: 300_000, burnIn: 2000 },
      ([{ data }]) => data[0] / Math.hypot(...data),
    ),
  );
  const ratio = 0.05 / Math.sqrt(0.01 / 4);
  expect(Math.abs(alignment - (1 / Math.tanh(ratio) - 1 / ratio))).toBeLessThan(0.03);
});

describe('two basins', () => {
  const at = (reference: string, w: number[]): number[] =>
    objective(reference)
      .instantiate('float64')
      .evaluate([{ data: Float64Array.from(w), shape: [w.length] }]);

  test('have their minima at the poles and the barrier between them', () => {
    const reference = 'two-basins?barrier=0.2&tilt=0.1';
    expect(at(reference, [3, 0, 0])).toEqual([0, 1, 1]);
    expect(at(reference, [-3, 0, 0])).toEqual([0.1, -1, 0]);
    const saddle = -0.1 / (4 * 0.2);
    const height = at(reference, [saddle, Math.sqrt(1 - saddle ** 2), 0])[0];
    expect(height).toBeCloseTo(0.2 * (1 + 0.125) ** 2, 12);
    expect(height - 0.1).toBeCloseTo(0.2 * (1 - 0.125) ** 2, 12);
    for (const s of [saddle - 0.01, saddle + 0.01]) expect(at(reference, [s, Math.sqrt(1 - s * s), 0])[0]).toBeLessThan(height);
    expect([saddle - 0.01, saddle + 0.01].map((s) => at(reference, [s, Math.sqrt(1 - s * s), 0])[2])).toEqual([0, 1]);
  });

  test('are left only where the barrier is not many temperatures high', () => {
    const crossings = (barrier: number): number => {
      const member = objective(`two-basins?barrier=${barrier}`);
      const signs = train(member, { learningRate: 0.5, weightDecay: 0.02, steps: 20_000, burnIn: 1000 }, ([{ data }]) =>
        Math.sign(data[0]),
      );
      return signs.filter((sign, i) => i > 0 && sign !== signs[i - 1]).length;
    };
    expect(crossings(1)).toBe(0);
    expect(crossings(0.1)).toBeGreaterThan(20);
  });
});

test('the quadratic ratio without noise has the mean loss ηλ/2', () => {
  const losses = train(
    objective('quadratic-ratio'),
    { learningRate: 0.1, weightDecay: 1, steps: 20_000, burnIn: 2000 },
    ([{ data }]) => data[0] ** 2 / (data[0] ** 2 + data[1] ** 2),
  );
  expect(mean(losses) / 0.05).toBeCloseTo(1, 1);
});

describe('the noisy Rayleigh quotient', () => {
  const reference = 'noisy-rayleigh-quotient?dimension=5&batch=4';

  test('has sampled losses and gradients with the right means', () => {
    const { instance, parameters, gradients, data } = begin(objective(reference), 'float64');
    const count = 40_000;
    const sum = zeros([5], 'float64').data;
    let losses = 0;
    for (let step = 0; step < count; step++) {
      losses += instance.gradient(parameters, gradients, data.seek(0, step));
      gradients[0].data.forEach((g, j) => (sum[j] += g));
    }
    const [risk] = instance.evaluate(parameters);
    expect(losses / count / risk).toBeCloseTo(1, 1);
    const [{ data: w }] = parameters;
    w.forEach((start, j) => {
      const at = (h: number): number => {
        w[j] = start + h;
        const [loss] = instance.evaluate(parameters);
        w[j] = start;
        return loss;
      };
      expect(Math.abs(sum[j] / count - (at(1e-5) - at(-1e-5)) / 2e-5)).toBeLessThan(0.01 * risk);
    });
  });

  test('is minimised with excess risk 0', () => {
    const member = objective(reference);
    const instance = member.instantiate('float64');
    const excess = train(
      member,
      { learningRate: 0.02, weightDecay: 0.001, steps: 30_000, burnIn: 29_000 },
      (w) => instance.evaluate(w)[1],
    );
    expect(Math.min(...excess)).toBeGreaterThan(0);
    expect(mean(excess)).toBeLessThan(0.02 * instance.evaluate([{ data: Float64Array.of(1, 1, 1, 1, 1), shape: [5] }])[0]);
  });

  test('has no special axes, and another matrix for another seed', () => {
    const axes = (seed: number): number[] =>
      [0, 1, 2, 3, 4].map((axis) => {
        const data = new Float64Array(5);
        data[axis] = 1;
        return objective(`${reference}&spectrumSeed=${seed}`)
          .instantiate('float64')
          .evaluate([{ data, shape: [5] }])[1];
      });
    expect(Math.min(...axes(0))).toBeGreaterThan(1e-3);
    expect(axes(0)).not.toEqual(axes(1));
  });
});
