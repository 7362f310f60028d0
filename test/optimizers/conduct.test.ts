import { describe, expect, test } from 'vitest';
import { size, type FloatArray, type Precision, type Tensor } from '../../src/arithmetic/tensor.ts';
import { laws } from '../../src/laws/index.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { registeredIn } from '../registered-in.ts';

test('the built-in optimizers are those of the files, each under its own name', () => {
  const names = registeredIn('src/optimizers', /: Optimizer(?:<[^=]+>)? = .*?^ {2}name: '([^']+)'/ms);
  expect(optimizers.map(({ name }) => name).sort()).toEqual(names);
});

const precisions = { float64: Float64Array, float32: Float32Array };
const learningRate = 0.27;
const weightDecay = 0.13;

/** Numbers that look random and are the same in every run: multiples of 1/64 in [−1, 1], none of them 0. */
function numbers(shape: readonly number[], precision: Precision, salt: number): Tensor {
  const value = (j: number): number => ((((j + 5) * (salt + 11) * 7919) % 127) - 63.5) / 64;
  return { data: new precisions[precision](Array.from({ length: size(shape) }, (_, j) => value(j))), shape };
}

const shapes = [[3, 2], [4], [2, 4]];
const start = (precision: Precision): Tensor[] => shapes.map((shape, i) => numbers(shape, precision, i));
const gradientsAt = (step: number, precision: Precision): Tensor[] =>
  shapes.map((shape, i) => numbers(shape, precision, 10 * step + i));
const bits = (tensors: readonly Tensor[]): number[][] => tensors.map(({ data }) => [...data]);

/** One instance at work. */
class Run {
  readonly parameters: Tensor[];
  readonly optimizer: Optimizer;
  state: unknown;
  step = 0;

  constructor(optimizer: Optimizer, parameters: Tensor[]) {
    this.optimizer = optimizer;
    this.parameters = parameters;
    this.state = optimizer.init({ parameters });
  }

  advance(
    gradients: readonly Tensor[],
    changed: Partial<{ learningRate: number; weightDecay: number; hyperparameters: object }> = {},
  ): this {
    const hyperparameters = { ...this.optimizer.hyperparameters, ...changed.hyperparameters };
    const { parameters, state } = this;
    this.step += 1;
    this.optimizer.update({
      learningRate,
      weightDecay,
      ...changed,
      hyperparameters,
      parameters,
      gradients,
      state,
      step: this.step,
    });
    return this;
  }

  advanceTo(last: number, precision: Precision): this {
    while (this.step < last) this.advance(gradientsAt(this.step + 1, precision));
    return this;
  }
}

/** Every typed array anywhere in a state. */
function arrays(value: unknown): FloatArray[] {
  if (value instanceof Float64Array || value instanceof Float32Array) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(arrays) : [];
}

describe.each(optimizers.map((optimizer) => [optimizer.name, optimizer] as const))('%s', (_, optimizer) => {
  test.each(['float64', 'float32'] as const)('resumes from a structured clone with the same bits in %s', (precision) => {
    const run = new Run(optimizer, start(precision)).advanceTo(4, precision);
    const twin = new Run(optimizer, structuredClone(run.parameters));
    twin.state = structuredClone(run.state);
    twin.step = run.step;
    run.advanceTo(9, precision);
    twin.advanceTo(9, precision);
    expect(bits(twin.parameters)).toEqual(bits(run.parameters));
    expect(twin.state).toEqual(run.state);
  });

  test('shares nothing between instances that take turns', () => {
    const alone = new Run(optimizer, start('float64')).advanceTo(6, 'float64');
    const first = new Run(optimizer, start('float64'));
    const second = new Run(optimizer, [numbers([5], 'float64', 3)]);
    for (let step = 1; step <= 6; step++) {
      first.advanceTo(step, 'float64');
      second.advance([numbers([5], 'float64', step)], { learningRate: 0.7 });
    }
    expect(bits(first.parameters)).toEqual(bits(alone.parameters));
  });

  test('leaves the gradients, and at first the parameters, as they were', () => {
    const parameters = start('float64');
    const run = new Run(optimizer, parameters);
    expect(bits(parameters)).toEqual(bits(start('float64')));
    const gradients = gradientsAt(1, 'float64');
    run.advance(gradients).advance(gradients);
    expect(bits(gradients)).toEqual(bits(gradientsAt(1, 'float64')));
    expect(bits(parameters)).not.toEqual(bits(start('float64')));
  });

  test.each(['float64', 'float32'] as const)('keeps state of its own, of the type of the parameters, in %s', (precision) => {
    const run = new Run(optimizer, start(precision)).advanceTo(2, precision);
    const owned = arrays(run.state);
    expect(owned.every((array) => array instanceof precisions[precision])).toBe(true);
    const foreign = new Set(run.parameters.map(({ data }) => data.buffer));
    expect(owned.some((array) => foreign.has(array.buffer))).toBe(false);
  });

  test('computes in float32 what it computes in float64, to rounding', () => {
    const fine = bits(new Run(optimizer, start('float64')).advanceTo(8, 'float64').parameters).flat();
    const coarse = bits(new Run(optimizer, start('float32')).advanceTo(8, 'float32').parameters).flat();
    coarse.forEach((w, j) => expect(w).toBeCloseTo(fine[j], 5));
    expect(coarse).not.toEqual(fine);
  });

  test('takes tensors one by one, as if the others were not there, unless it says otherwise', () => {
    const together = new Run(optimizer, start('float64')).advanceTo(6, 'float64');
    const alone = shapes.map((__, i) => {
      const run = new Run(optimizer, [start('float64')[i]]);
      for (let step = 1; step <= 6; step++) run.advance([gradientsAt(step, 'float64')[i]]);
      return [...run.parameters[0].data];
    });
    const exempt = optimizer.contract?.exempt?.['partition-invariance'] !== undefined;
    if (exempt) expect(alone).not.toEqual(bits(together.parameters));
    else expect(alone).toEqual(bits(together.parameters));
  });

  test('takes coordinates one by one exactly when it says so', () => {
    const together = new Run(optimizer, start('float64')).advanceTo(6, 'float64');
    const alone = start('float64').map(({ data }, i) =>
      [...data].map((__, j) => {
        const entry = (tensor: Tensor): Tensor => ({ data: tensor.data.slice(j, j + 1), shape: [1] });
        const run = new Run(optimizer, [entry(start('float64')[i])]);
        for (let step = 1; step <= 6; step++) run.advance([entry(gradientsAt(step, 'float64')[i])]);
        return run.parameters[0].data[0];
      }),
    );
    if (optimizer.elementwise === true) expect(alone).toEqual(bits(together.parameters));
    else expect(alone).not.toEqual(bits(together.parameters));
  });

  test('reads learning rate, weight decay and every hyperparameter at each update', () => {
    const visible: Readonly<Record<string, number>> = { epsilon1: 0.5, epsilon2: 3, clipThreshold: 0.25 };
    const after = (changed: Parameters<Run['advance']>[1]): number[][] => {
      const run = new Run(optimizer, start('float64')).advanceTo(6, 'float64');
      for (let step = 7; step <= 9; step++) run.advance(gradientsAt(step, 'float64'), changed);
      return bits(run.parameters);
    };
    const usual = after({});
    expect(after({ learningRate: 0.03 })).not.toEqual(usual);
    // signsgd-l2 sees the decay where it turns a sign.
    expect(after({ weightDecay: 5 })).not.toEqual(usual);
    for (const [key, value] of Object.entries(optimizer.hyperparameters ?? {})) {
      expect(after({ hyperparameters: { [key]: visible[key] ?? value * 0.75 + 0.01 } }), key).not.toEqual(usual);
    }
  });

  test('accepts scalars, empty tensors and no tensors at all', () => {
    new Run(optimizer, []).advance([]);
    const parameters = [
      numbers([], 'float64', 1),
      numbers([0], 'float64', 2),
      numbers([0, 3], 'float64', 3),
      numbers([3, 0], 'float64', 4),
    ];
    const gradients = parameters.map(({ shape }) => numbers(shape, 'float64', 5));
    const before = parameters[0].data[0];
    new Run(optimizer, parameters).advance(gradients);
    expect(parameters[0].data[0]).not.toBe(before);
    expect(Number.isFinite(parameters[0].data[0])).toBe(true);
    expect(parameters.slice(1).every(({ data }) => data.length === 0)).toBe(true);
  });

  test('stays finite where gradients or parameters are zero', () => {
    const zero = shapes.map((shape) => ({ data: new Float64Array(size(shape)), shape }));
    const still = new Run(optimizer, start('float64'));
    const empty = new Run(optimizer, structuredClone(zero));
    for (let step = 1; step <= 8; step++) {
      still.advance(zero);
      empty.advance(gradientsAt(step, 'float64'));
    }
    expect(bits(still.parameters).flat().every(Number.isFinite)).toBe(true);
    expect(bits(empty.parameters).flat().every(Number.isFinite)).toBe(true);
  });

  test('stays finite when the learning rate warms up from zero', () => {
    const run = new Run(optimizer, start('float64'))
      .advance(gradientsAt(1, 'float64'), { learningRate: 0 })
      .advanceTo(5, 'float64');
    expect(bits(run.parameters).flat().every(Number.isFinite)).toBe(true);
  });
});

const additive = optimizers.filter(({ name, hyperparameters }) => hyperparameters?.epsilon !== undefined && name !== 'adadelta');
test.each(additive.map((optimizer) => [optimizer.name, optimizer] as const))(
  '%s needs no ε where gradients are not zero',
  (_, optimizer) => {
    const run = new Run(optimizer, start('float64'));
    for (let step = 1; step <= 8; step++) run.advance(gradientsAt(step, 'float64'), { hyperparameters: { epsilon: 0 } });
    expect(bits(run.parameters).flat().every(Number.isFinite)).toBe(true);
  },
);

describe('the weight decay that a contract claims is the one that acts', () => {
  /** Rules whose step is as long as the weights, decay included. */
  const trustRatio = ['lars', 'lamb'];
  const named = (...kinds: (string | undefined)[]): (readonly [string, Optimizer])[] =>
    optimizers
      .filter(({ name, contract }) => kinds.includes(contract?.weightDecay) && !trustRatio.includes(name))
      .map((optimizer) => [optimizer.name, optimizer] as const);
  const difference = (a: readonly number[], b: readonly number[]): number => Math.max(...a.map((x, j) => Math.abs(x - b[j])));

  /** Parameters after six steps with this decay, and with `penalty` times the parameters added to each gradient. */
  const regularised = (optimizer: Optimizer, decay: number, penalty: number): number[] => {
    const run = new Run(optimizer, start('float64'));
    for (let step = 1; step <= 6; step++) {
      const gradients = gradientsAt(step, 'float64').map(({ data, shape }, i) => {
        const w = run.parameters[i].data;
        return { data: data.map((g, j) => g + penalty * w[j]), shape };
      });
      run.advance(gradients, { weightDecay: decay });
    }
    return bits(run.parameters).flat();
  };

  test.each(named('coupled'))('%s: coupled', (_, optimizer) => {
    expect(difference(regularised(optimizer, weightDecay, 0), regularised(optimizer, 0, weightDecay))).toBeLessThan(1e-12);
  });

  test.each(named('decoupled', 'independent'))('%s: decoupled or independent', (_, optimizer) => {
    // At this rate sgd-relative-clip clips nothing, with decay or without.
    const slow = 1 / 128;
    const last = (decay: number): { before: number[]; after: number[] } => {
      const run = new Run(optimizer, start('float64'));
      for (let step = 1; step <= 5; step++) run.advance(gradientsAt(step, 'float64'), { learningRate: slow });
      const before = bits(run.parameters).flat();
      return {
        before,
        after: bits(run.advance(gradientsAt(6, 'float64'), { learningRate: slow, weightDecay: decay }).parameters).flat(),
      };
    };
    const strength = optimizer.contract?.weightDecay === 'independent' ? weightDecay : slow * weightDecay;
    const { before, after } = last(0);
    const expected = after.map((w, j) => w - strength * before[j]);
    expect(difference(last(weightDecay).after, expected)).toBeLessThan(1e-15);
    expect(difference(after, expected)).toBeGreaterThan(1e-4);
    expect(optimizer.contract?.decayOrder).toBe('before');
    expect(difference(regularised(optimizer, weightDecay, 0), regularised(optimizer, 0, weightDecay))).toBeGreaterThan(1e-6);
  });

  test('rules whose λ does something else as well, or under a schedule, are exempt', () => {
    const exempt = optimizers.filter(({ contract }) => contract?.exempt?.['zero-gradient-decay'] !== undefined);
    expect(exempt.map(({ name }) => name).sort()).toEqual(['adamc', 'lamb', 'lars', 'sgd-relative-clip']);
  });

  test.each(
    optimizers.filter(({ name }) => name === 'lars' || name === 'lamb').map((optimizer) => [optimizer.name, optimizer] as const),
  )('%s: without a gradient its trust ratio makes the decay disappear from the step', (name, optimizer) => {
    const zero = shapes.map((shape) => ({ data: new Float64Array(size(shape)), shape }));
    const hyperparameters = { epsilon: name === 'lamb' ? 1 : 0 };
    const still = (decay: number): number[] => {
      const run = new Run(optimizer, start('float64')).advance(zero, { weightDecay: decay, hyperparameters });
      return bits(run.parameters).flat();
    };
    expect(difference(still(0.125), still(0.5))).toBeLessThan(1e-15);
    expect(difference(still(0.125), bits(start('float64')).flat())).toBeGreaterThan(1e-4);
  });
});

test('exemptions name laws, and give reasons', () => {
  for (const { contract } of optimizers) {
    for (const [law, reason] of Object.entries(contract?.exempt ?? {})) {
      expect(laws.map(({ id }) => id)).toContain(law);
      expect(reason.length).toBeGreaterThan(20);
    }
  }
});
