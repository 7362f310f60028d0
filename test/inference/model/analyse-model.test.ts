import { describe, expect, test } from 'vitest';
import { analyseDifferentiable } from '../../../src/inference/model/analyse-model.ts';
import type { ModelAnalysis } from '../../../src/inference/model/model-analysis.ts';
import type { PlainModel } from '../../../src/objectives/model/model.ts';
import { plainModel } from '../../../src/objectives/model/plain-model.ts';
import { crossEntropy, batch, classes, inputs, network, normalised, plus, product, relu, times, units } from './networks.ts';

const analyse = (model: PlainModel): ModelAnalysis => analyseDifferentiable(plainModel(model));
const kernel = { kernel: [inputs, units] };
const roles = ({ tensors }: ModelAnalysis): unknown => Object.fromEntries(tensors.map(({ name, role }) => [name, role]));
const groups = (analysis: ModelAnalysis): string[] =>
  analysis.groups.map(({ name, invariance, per }) => `${name}: ${invariance}, ${per}`);

describe('groups', () => {
  test('batch normalisation keeps each column', () => {
    const analysis = analyse(network('batch', kernel, ({ kernel: w }, x) => normalised(product(x, w, units), 'batch')));
    expect(groups(analysis)).toEqual(['kernel: exact, column']);
    expect(analysis.groups[0].columns).toBe(units);
    expect(analysis.breaks).toEqual([]);
  });

  test('layer normalisation keeps the whole, and with a bias inside, both together', () => {
    const layer = analyse(network('layer', kernel, ({ kernel: w }, x) => normalised(product(x, w, units), 'layer')));
    expect(groups(layer)).toEqual(['kernel: exact, whole']);
    const shapes = { ...kernel, bias: [units] };
    const biased = analyse(
      network('biased', shapes, ({ kernel: w, bias }, x) => normalised(plus(product(x, w, units), bias), 'layer')),
    );
    expect(groups(biased)).toEqual(['kernel + bias: exact, whole']);
  });

  test('a matrix of [outputs, inputs] has rows', () => {
    const transposed = (w: Float64Array): number[] =>
      Array.from({ length: inputs * units }, (_, at) => w[(at % units) * inputs + Math.floor(at / units)]);
    const analysis = analyse(
      network('rows', { kernel: [units, inputs] }, ({ kernel: w }, x) => normalised(product(x, transposed(w), units), 'batch')),
    );
    expect(groups(analysis)).toEqual(['kernel: exact, row']);
    expect(analysis.groups[0].columns).toBeUndefined();
  });

  test('two residual blocks on one stream are one joint group, and what is inside each branch is its own', () => {
    const square = [units, units];
    const shapes = { stem: [inputs, units], in1: square, out1: square, in2: square, out2: square, aside: [2] };
    const branch = (h: readonly number[], first: Float64Array, second: Float64Array): number[] =>
      product(relu(normalised(product(relu(normalised(h, 'layer')), first, units), 'layer')), second, units);
    const analysis = analyse(
      network('residual', shapes, ({ stem, in1, out1, in2, out2 }, x) => {
        let h = product(x, stem, units);
        h = plus(h, branch(h, in1, out1));
        h = plus(h, branch(h, in2, out2));
        return normalised(h, 'layer');
      }),
    );
    expect(groups(analysis)).toEqual(['stem + out1 + out2: exact, whole', 'in1: exact, whole', 'in2: exact, whole']);
    expect(analysis.notes).toContain('the loss ignores aside');
  });
});

describe('an epsilon', () => {
  test.each([
    ['batch', 1e-3],
    ['batch', 1e-5],
    ['layer', 1e-3],
    ['layer', 1e-5],
  ] as const)('of %s normalisation, %d, is found, and sized within a quarter under a cross-entropy', (over, epsilon) => {
    const analysis = analyse(network('epsilon', kernel, ({ kernel: w }, x) => normalised(product(x, w, units), over, epsilon)));
    expect(groups(analysis)).toEqual([`kernel: nearly, ${over === 'batch' ? 'column' : 'whole'}`]);
    const { place, forUnitInputs, exponent } = analysis.groups[0].epsilon!;
    expect(place).toBe('inside-root');
    expect(exponent).toBeCloseTo(2, 1);
    expect(Math.abs(Math.log(forUnitInputs / epsilon))).toBeLessThan(Math.log(1.25));
    expect(analysis.breaks[0]).toMatch(
      /^kernel is not exactly scale-invariant because of an epsilon in its normaliser, inside the root: about /,
    );
  });
});

describe('what is not scale-invariant', () => {
  test('gains, biases, a trained top layer, and a bias that a normaliser removes', () => {
    const shapes = { ...kernel, removed: [units], gain: [units], shift: [units], top: [units, classes], topBias: [classes] };
    const analysis = analyse({
      name: 'affine',
      parameters: shapes,
      batch,
      loss: ({ parameters: { kernel: w, removed, gain, shift, top, topBias }, batch: { x, labels } }) => {
        const z = normalised(plus(product(x, w, units), removed), 'batch');
        return crossEntropy(plus(product(relu(plus(times(z, gain), shift)), top, classes), topBias), labels);
      },
    });
    expect(roles(analysis)).toEqual({ removed: 'unused', gain: 'gain', shift: 'bias', top: 'layer', topBias: 'bias' });
    expect(analysis.tensors[2].multiplies).toEqual(['kernel']);
    // The bias that is removed leaves its rounding.
    expect(groups(analysis)).toEqual(['kernel: to-rounding, column']);
    expect(analysis.unexpected).toHaveProperty('scaling-symmetry');
    expect(analysis.unexpected.equilibrium).toMatch(/^gain, shift, top, topBias of affine are trained and not scale-invariant/);
  });

  test('a penalty inside the loss is weight decay, with its size', () => {
    const clean = network('clean', kernel, ({ kernel: w }, x) => normalised(product(x, w, units), 'layer'));
    const analysis = analyse({
      ...clean,
      loss: (arguments_) => clean.loss(arguments_) + 0.005 * arguments_.parameters.kernel.reduce((sum, w) => sum + w * w, 0),
    });
    expect(analysis.tensors[0]).toMatchObject({ role: 'penalised', penalty: expect.closeTo(0.005, 6) });
    expect(analysis.breaks[0]).toContain('coupled weight decay λ = 0.01 inside the loss');
  });

  test('a clamp has a norm at which it starts to act', () => {
    const length = (w: Float64Array): number => Math.sqrt(w.reduce((sum, entry) => sum + entry * entry, 0));
    const analysis = analyse(
      network('clamp', kernel, ({ kernel: w }, x) =>
        product(
          x,
          w.map((entry) => entry / Math.max(0.25, length(w))),
          units,
        ),
      ),
    );
    expect(roles(analysis)).toEqual({ kernel: 'clipped' });
    const [low, high] = analysis.tensors[0].threshold!;
    expect(low).toBeLessThan(0.25);
    expect(high).toBeGreaterThan(0.25);
  });

  test('a quadratic bowl has no group at all', () => {
    const analysis = analyse({
      name: 'bowl',
      parameters: { w: [3] },
      loss: ({ parameters: { w } }) => w.reduce((sum, entry) => sum + (entry - 1) * (entry - 1), 0),
    });
    expect(analysis.groups).toEqual([]);
    expect(roles(analysis)).toEqual({ w: 'layer' });
    expect(analysis.unexpected.equilibrium).toContain('no tensor of bowl is scale-invariant');
  });
});

describe('bad models', () => {
  const bad = (change: Partial<PlainModel>, code: string, message: RegExp): void =>
    expect(() => analyse({ name: 'bad', parameters: { w: [2] }, loss: () => 1, ...change })).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );

  test('are told what is wrong with them', () => {
    bad({ loss: () => NaN }, 'MODEL_NOT_FINITE', /the loss is NaN, at ordinary weights/);
    bad({ loss: (() => Promise.resolve(1)) as never }, 'MODEL_ASYNC', /loss returned a promise/);
    bad({ loss: (() => undefined) as never }, 'MODEL_LOSS', /loss returned undefined, expected one number/);
    bad({ loss: () => [].at(0)! + (undefined as never as { x: number }).x }, 'MODEL_THROWS', /throws in loss: TypeError/);
    bad({ batch: () => JSON.parse('{') }, 'MODEL_THROWS', /throws in batch: SyntaxError/);
    bad(
      { loss: ({ parameters: { w } }) => w[0] * w[1], gradient: ({ parameters: { w }, gradients }) => void gradients.w.set(w) },
      'MODEL_GRADIENT',
      /gradient of w is not that of loss/,
    );
  });
});
