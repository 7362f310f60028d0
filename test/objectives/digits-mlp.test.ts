import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConfigurationError } from '../../src/arithmetic/configuration-error.ts';
import { powerOfTwo } from '../../src/arithmetic/elementary.ts';
import { copy, type Precision, type Tensor } from '../../src/arithmetic/tensor.ts';
import { digits } from '../../src/datasets/digits.ts';
import { digitsMlp } from '../../src/objectives/digits-mlp.ts';
import type { Objective } from '../../src/objectives/objective.ts';
import { stream } from '../../src/random/stream.ts';
import { begin, inner } from './begin.ts';
import { runs } from '../size.ts';

const precisions: fc.Arbitrary<Precision> = fc.constantFrom('float64', 'float32');
const normalisers = ['batch', 'layer', 'group', 'rms', 'weight'] as const;

/** Options of objectives with exact groups. */
const invariantOptions = fc
  .record({
    normaliser: fc.constantFrom(...normalisers),
    widths: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
    batch: fc.integer({ min: 1, max: 9 }),
    activation: fc.constantFrom('relu', 'leaky-relu', 'tanh', 'gelu'),
    groups: fc.integer({ min: 1, max: 3 }),
    topLayer: fc.constantFrom('fixed', 'trained'),
    gain: fc.constantFrom('none', 'fixed', 'trained'),
    bias: fc.constantFrom('none', 'trained'),
    trainSize: fc.integer({ min: 10, max: 40 }),
  })
  .map(({ normaliser, widths, batch, groups, ...rest }) => ({
    normaliser,
    widths: (normaliser === 'group' ? widths.map((width) => width * groups) : widths).join(','),
    batch: normaliser === 'batch' ? batch + 1 : batch,
    ...(normaliser === 'group' && { groups }),
    ...rest,
  }));

/** A copy in which entry j of tensor i is multiplied by factor(i, j). */
function scaled(tensors: readonly Tensor[], factor: (tensor: number, entry: number) => number): Tensor[] {
  const copies = tensors.map(copy);
  copies.forEach(({ data }, i) => data.forEach((_, j) => (data[j] *= factor(i, j))));
  return copies;
}

/** Factors 2^k that the groups of an objective allow: k(group, column), the same in a whole group unless it has columns. */
function groupFactors(
  { parameters, groups }: Objective,
  exponent: (group: number, column: number) => number,
): (tensor: number, entry: number) => number {
  const groupOf = parameters.map((_, i) => groups.findIndex(({ tensors }) => tensors.includes(i)));
  return (i, j) => {
    const group = groupOf[i];
    if (group < 0) return 1;
    const { columns } = groups[group];
    return powerOfTwo(exponent(group, columns === undefined ? 0 : j % columns));
  };
}

/** The objective, or another draw where its gradient vanishes identically. */
function createMoving(options: Parameters<typeof digitsMlp.create>[0]): Objective {
  try {
    return digitsMlp.create(options);
  } catch (error) {
    fc.pre((error as ConfigurationError).code !== 'VANISHING_GRADIENT');
    throw error;
  }
}

describe('scale invariance, bit for bit', () => {
  const expectInvariance = (
    objective: Objective,
    precision: Precision,
    seed: number,
    factor: (tensor: number, entry: number) => number,
  ): void => {
    const { instance, parameters, gradients, data } = begin(objective, precision, seed);
    const loss = instance.gradient(parameters, gradients, data.seek(0, 1));
    const metrics = instance.evaluate(parameters);
    expect(Number.isFinite(loss)).toBe(true);

    const larger = scaled(parameters, factor);
    const smaller = gradients.map(copy);
    expect(instance.gradient(larger, smaller, data.seek(0, 1))).toBe(loss);
    expect(smaller).toEqual(scaled(gradients, (i, j) => 1 / factor(i, j)));
    expect(instance.evaluate(larger)).toEqual(metrics);
  };

  test('of all weights together', () => {
    fc.assert(
      fc.property(invariantOptions, precisions, fc.integer({ min: -20, max: 20 }), fc.nat(1e6), (options, precision, k, seed) => {
        const objective = createMoving(options);
        expectInvariance(
          objective,
          precision,
          seed,
          groupFactors(objective, () => k),
        );
      }),
      { seed: 1, numRuns: runs(40, 120) },
    );
  });

  test('of every group and every column by itself', () => {
    fc.assert(
      fc.property(invariantOptions, precisions, fc.nat(1e6), (options, precision, seed) => {
        const objective = createMoving(options);
        const random = stream(seed, 'exponents');
        const exponents = Array.from({ length: 3 }, () => Array.from({ length: 16 }, () => (random.uint32() % 41) - 20));
        expectInvariance(
          objective,
          precision,
          seed,
          groupFactors(objective, (group, column) => exponents[group][column]),
        );
      }),
      { seed: 2, numRuns: runs(40, 120) },
    );
  });

  test.each(['float64', 'float32'] as const)('at the default size, far out, in %s', (precision) => {
    for (const normaliser of normalisers) {
      for (const k of precision === 'float64' ? [-400, 400] : [-45, 45]) {
        const objective = digitsMlp.create({ normaliser });
        expectInvariance(
          objective,
          precision,
          3,
          groupFactors(objective, () => k),
        );
      }
    }
  });
});

test('gradients are orthogonal to the weights of their group, up to rounding', () => {
  fc.assert(
    fc.property(invariantOptions, precisions, fc.nat(1e6), (options, precision, seed) => {
      const objective = createMoving(options);
      const { instance, parameters, gradients, data } = begin(objective, precision, seed);
      instance.gradient(parameters, gradients, data.seek(0, 1));
      for (const { tensors } of objective.groups) {
        const w = tensors.map((i) => parameters[i]);
        const g = tensors.map((i) => gradients[i]);
        // The inner product has no dimension and a loss is of order 1; the gradient itself vanishes where a layer has one unit.
        const scale = 1 + Math.sqrt(inner(w, w) * inner(g, g));
        expect(Math.abs(inner(w, g))).toBeLessThan((precision === 'float64' ? 1e-14 : 1e-5) * scale);
      }
    }),
    { seed: 3, numRuns: runs(70, 200) },
  );
});

describe('negative controls', () => {
  const lossChange = (options: Record<string, string | number>, factor: (name: string) => number): number => {
    const objective = digitsMlp.create(options);
    const { instance, parameters, gradients, data } = begin(objective, 'float64');
    const loss = instance.gradient(parameters, gradients, data.seek(0, 1));
    const changed = scaled(parameters, (i) => factor(objective.parameters[i].name));
    return Math.abs(instance.gradient(changed, gradients, data.seek(0, 1)) - loss);
  };
  const everything = (): number => 2;
  const weightsOnly = (name: string): number => (name.startsWith('hidden') && name.endsWith('weight') ? 2 : 1);

  test.each(normalisers)('epsilon breaks the invariance under %s normalisation', (normaliser) => {
    expect(lossChange({ normaliser, epsilon: 0.1 }, everything)).toBeGreaterThan(1e-4);
    expect(digitsMlp.create({ normaliser, epsilon: 0.1 }).normaliserEpsilon).toBe(0.1);
  });

  test('so does having no normaliser', () => {
    expect(lossChange({ normaliser: 'none' }, everything)).toBeGreaterThan(1e-2);
    expect(digitsMlp.create({ normaliser: 'none' }).groups).toEqual([]);
  });

  test('so do a trained top layer and trained gains, which are in no group', () => {
    for (const option of ['topLayer', 'gain']) {
      const options = { [option]: 'trained' };
      expect(lossChange(options, everything)).toBeGreaterThan(1e-2);
      expect(lossChange(options, weightsOnly)).toBe(0);
    }
  });

  test('a bias is scaled with its matrix, or breaks the invariance', () => {
    for (const normaliser of ['layer', 'group', 'rms'] as const) {
      expect(lossChange({ normaliser, bias: 'trained' }, weightsOnly)).toBeGreaterThan(1e-2);
      expect(lossChange({ normaliser, bias: 'trained' }, everything)).toBe(0);
      expect(digitsMlp.create({ normaliser, bias: 'trained' }).groups[1].tensors).toEqual([2, 3]);
    }
    expect(lossChange({ normaliser: 'weight', bias: 'trained' }, weightsOnly)).toBe(0);
    expect(lossChange({ normaliser: 'weight', bias: 'trained' }, everything)).toBeGreaterThan(1e-2);
    expect(digitsMlp.create({ normaliser: 'weight', bias: 'trained' }).groups[1]).toEqual({
      name: 'hidden2',
      tensors: [2],
      columns: 32,
    });
  });

  test('only batch and weight normalisation make single columns invariant', () => {
    for (const normaliser of normalisers) {
      const objective = digitsMlp.create({ normaliser });
      const { instance, parameters, gradients, data } = begin(objective, 'float64');
      const loss = instance.gradient(parameters, gradients, data.seek(0, 1));
      const changed = scaled(parameters, (i, j) => (i === 0 && j % 32 === 5 ? 2 : 1));
      const change = Math.abs(instance.gradient(changed, gradients, data.seek(0, 1)) - loss);
      if (objective.groups[0].columns === undefined) expect(change).toBeGreaterThan(1e-4);
      else expect(change).toBe(0);
    }
  });
});

describe('data', () => {
  test('the metrics are losses and accuracy of the whole sets', () => {
    const objective = digitsMlp.create();
    const full = digitsMlp.create({ batch: digits.trainingRows });
    const { instance, parameters, gradients, data } = begin(full, 'float64');
    const [trainLoss, testLoss, testAccuracy] = objective.instantiate('float64').evaluate(parameters);
    expect(trainLoss).toBe(instance.gradient(parameters, gradients, data));
    expect(testLoss).not.toBe(trainLoss);
    expect(testLoss).toBeCloseTo(trainLoss, 0);
    expect(testAccuracy * 360).toBeCloseTo(Math.round(testAccuracy * 360), 9);
    expect(full.noise).toBe('none');
    expect(objective.noise).toBe('minibatch');
  });

  test('mini-batch losses scatter around the loss of the training set', () => {
    const { instance, parameters, gradients, data } = begin(digitsMlp.create({ normaliser: 'layer' }), 'float64');
    const losses = Array.from({ length: 400 }, (_, step) => instance.gradient(parameters, gradients, data.seek(0, step)));
    const mean = losses.reduce((a, b) => a + b) / losses.length;
    const deviation = Math.sqrt(losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / losses.length);
    expect(deviation).toBeGreaterThan(0.01);
    expect(Math.abs(mean - instance.evaluate(parameters)[0])).toBeLessThan((4 * deviation) / 20);
  });

  test('a gradient is a function of the stream position, whatever came before', () => {
    const { instance, parameters, gradients, data } = begin(digitsMlp.create(), 'float32');
    const first = instance.gradient(parameters, gradients, data.seek(0, 7));
    const kept = gradients.map(copy);
    instance.gradient(parameters, gradients, data.seek(1, 8));
    instance.evaluate(parameters);
    expect(instance.gradient(parameters, gradients, data.seek(0, 7))).toBe(first);
    expect(gradients).toEqual(kept);
    expect(digitsMlp.create().instantiate('float32').gradient(parameters, gradients, data.seek(0, 7))).toBe(first);
  });

  test('trainSize takes the first rows', () => {
    const full = begin(digitsMlp.create({ trainSize: 20, batch: 20 }), 'float64');
    const sampled = begin(digitsMlp.create({ trainSize: 20, batch: 19 }), 'float64');
    const loss = full.instance.gradient(full.parameters, full.gradients, full.data);
    expect(sampled.instance.evaluate(full.parameters)[0]).toBe(loss);
  });

  test('some plain gradient descent learns the digits', () => {
    const objective = digitsMlp.create({ topLayer: 'trained' });
    const { instance, parameters, gradients, data } = begin(objective, 'float32');
    instance.initialise(parameters, stream(1, 'initialisation'));
    for (let step = 1; step <= 300; step++) {
      instance.gradient(parameters, gradients, data.seek(0, step));
      parameters.forEach(({ data: w }, i) => w.forEach((_, j) => (w[j] -= 0.3 * gradients[i].data[j])));
    }
    expect(instance.evaluate(parameters)[2]).toBeGreaterThan(0.85);
  });
});

test('the standard initialisation has variance 1/inputs, biases and shifts 0 and gains 1', () => {
  const objective = digitsMlp.create({ bias: 'trained', gain: 'trained', topLayer: 'trained' });
  const { instance, parameters } = begin(objective, 'float64');
  instance.initialise(parameters, stream(1, 'initialisation'));
  objective.parameters.forEach(({ name, shape }, i) => {
    const values = [...parameters[i].data];
    if (name.endsWith('bias') || name.endsWith('shift')) expect(new Set(values)).toEqual(new Set([0]));
    else if (name.endsWith('gain')) expect(new Set(values)).toEqual(new Set([1]));
    else expect((values.reduce((sum, w) => sum + w * w, 0) * shape[0]) / values.length).toBeCloseTo(1, 0);
  });
  expect(objective.parameters.map(({ name }) => name)).toEqual([
    ...['weight', 'bias', 'gain', 'shift'].map((role) => `hidden1.${role}`),
    ...['weight', 'bias', 'gain', 'shift'].map((role) => `hidden2.${role}`),
    'top.weight',
  ]);
});

test('fixed arrays depend on fixedSeed only', () => {
  const loss = (options: Record<string, string | number>): number => {
    const { instance, parameters, gradients, data } = begin(digitsMlp.create(options), 'float64');
    return instance.gradient(parameters, gradients, data);
  };
  expect(loss({})).toBe(loss({}));
  expect(loss({ fixedSeed: 1 })).not.toBe(loss({}));
  expect(loss({ gain: 'fixed' })).not.toBe(loss({}));
});

test('names say what is unusual', () => {
  const name = (options: Record<string, string | number>): string => digitsMlp.create(options).name;
  expect(name({})).toBe('digits-mlp-batchnorm');
  expect(name({ normaliser: 'layer' })).toBe('digits-mlp-layernorm');
  expect(name({ normaliser: 'group', groups: 2 })).toBe('digits-mlp-groupnorm-2-groups');
  expect(name({ normaliser: 'rms', topLayer: 'trained' })).toBe('digits-mlp-rmsnorm-trained-top');
  expect(name({ normaliser: 'weight', epsilon: 1e-5, bias: 'trained' })).toBe('digits-mlp-weightnorm-epsilon-bias');
  expect(name({ normaliser: 'none', widths: '8,8', batch: 8, activation: 'gelu' })).toBe(
    'digits-mlp-unnormalised-8x8-gelu-batch-8',
  );
  expect(name({ batch: digits.trainingRows, gain: 'trained' })).toBe('digits-mlp-batchnorm-trained-gain-full-batch');
});

test.each([
  [{ batch: 33, trainSize: 32 }, 'drawn without replacement'],
  [{ batch: 1 }, 'one row has no variance'],
  [{ normaliser: 'group', groups: 5 }, 'divide every width'],
  [{ groups: 2 }, 'belongs to normaliser=group'],
  [{ normaliser: 'none', epsilon: 0.1 }, 'no normaliser'],
  [{ topLayer: 'trained', fixedSeed: 3 }, 'nothing is fixed'],
])('options that conflict are refused: %j', (options, message) => {
  expect(() => digitsMlp.create(options)).toThrow(
    expect.objectContaining({ code: 'CONFLICTING_OPTIONS', message: expect.stringContaining(message) }),
  );
});

test('one metric alone is the same as among all', () => {
  const objective = digitsMlp.create({ widths: '8', trainSize: 100 });
  const { instance, parameters } = begin(objective, 'float32');
  const all = instance.evaluate(parameters);
  for (const [index, name] of objective.metrics.entries())
    expect(instance.evaluate(parameters, name)).toEqual(all.map((value, i) => (i === index ? value : NaN)));
});
