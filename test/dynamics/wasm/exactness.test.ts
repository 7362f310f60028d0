import { describe, expect, test } from 'vitest';
import type { EnsembleRecord } from '../../../src/experiments/experiment.ts';
import { referenceEngine } from '../../../src/dynamics/reference-engine.ts';
import { updateRuleOf } from '../../../src/dynamics/wasm/update-rules/update-rules.ts';
import { wasmEngine } from '../../../src/dynamics/wasm/wasm-engine.ts';
import { logWeightNorm } from '../../../src/metrics/log-weight-norm.ts';
import { loss } from '../../../src/metrics/loss.ts';
import { squaredAngularUpdate } from '../../../src/metrics/squared-angular-update.ts';
import { accumulateGradients } from '../../../src/optimizers/accumulate-gradients.ts';
import { optimizers } from '../../../src/optimizers/index.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { capture, experiment, type Captured } from './capture.ts';

/** The same optimizer as one that the engine does not know, so that it runs in JavaScript. */
function unknown({ ...optimizer }: Optimizer, changes: Partial<Optimizer> = {}): Optimizer {
  return { ...optimizer, update: (step) => optimizer.update(step), ...changes };
}

const rates = { learningRate: [0.02, 0.03, 0.025, 0.01], weightDecay: [0.1, 0.05, 0.2] };

describe('update rules', () => {
  // A kernel is worth having, and an optimizer needs none.
  const compiled = optimizers.filter((optimizer) => updateRuleOf(optimizer) !== undefined);
  const cases = compiled.flatMap((optimizer) => (['float32', 'float64'] as const).map((precision) => ({ optimizer, precision })));
  test('there is one for every kernel', () => {
    expect(compiled.length).toBeGreaterThanOrEqual(26);
  });
  test.each(cases)('$optimizer.name in $precision: the bits of the optimizer itself', ({ optimizer, precision }) => {
    // Tall and wide matrices, and vectors, of odd sizes too.
    for (const objective of ['digits-mlp?widths=6,5', 'digits-mlp?widths=3,7&gain=trained&bias=trained']) {
      const run = experiment({ objective, optimizer, precision, ...rates, steps: 8 });
      const inside = capture(wasmEngine, run, [1, 2, 8]);
      const outside = capture(wasmEngine, { ...run, optimizer: unknown(optimizer) }, [1, 2, 8]);
      if (optimizer !== sgd || precision === 'float64') {
        expect(inside).toEqual(outside);
        continue;
      }
      // This one rule computes in float32.
      inside.forEach((steps, row) =>
        steps.forEach(({ after }, step) =>
          after.forEach(({ data }, i) => data.forEach((w, j) => expect(w).toBeCloseTo(outside[row][step].after[i].data[j], 5))),
        ),
      );
    }
  });

  test('hyperparameters of the experiment replace those of the optimizer', () => {
    const heavyBall = optimizers.find(({ name }) => name === 'heavy-ball')!;
    const run = experiment({ optimizer: heavyBall, hyperparameters: { momentum: 0.5, dampening: 0.25 }, steps: 5 });
    expect(capture(wasmEngine, run, [5])).toEqual(capture(wasmEngine, { ...run, optimizer: unknown(heavyBall) }, [5]));
    const others = capture(wasmEngine, { ...run, hyperparameters: {} }, [5]);
    expect(others).not.toEqual(capture(wasmEngine, run, [5]));
  });
});

describe('objectives on spheres, in float64', () => {
  test.each([
    'isotropic-noise?dimension=7&scales=1,2',
    'von-mises-fisher',
    'von-mises-fisher?noise=0',
    'isotropic-noise?dimension=5&alpha=1.5&scales=1,3',
    'isotropic-noise?dimension=6&alpha=0.7',
    'quadratic-ratio',
    'quadratic-ratio?noise=0.3',
    'two-basins',
    'noisy-rayleigh-quotient?dimension=9&batch=2',
  ])('%s: the bits of the reference engine, for 300 steps', (objective) => {
    const adam = optimizers.find(({ name }) => name === 'adam')!;
    for (const optimizer of [sgd, adam]) {
      const run = experiment({ objective, optimizer, precision: 'float64', ...rates, initScale: 3, steps: 300 });
      expect(capture(wasmEngine, run, [1, 299, 300])).toEqual(capture(referenceEngine, run, [1, 299, 300]));
    }
  });

  test('a million numbers: the rare branches of the sampler are the same', () => {
    const replicas = { first: 0, count: 1 };
    const run = experiment({ objective: 'isotropic-noise?dimension=20000', precision: 'float64', steps: 50, replicas });
    const sum = ([[{ after }]]: Captured[][]): number =>
      Array.from(after[0].data).reduce((total, w, i) => total + (i + 1) * w, 0);
    expect(sum(capture(wasmEngine, run, [50]))).toBe(sum(capture(referenceEngine, run, [50])));
  });
});

describe('scaling symmetry', () => {
  const normalisers = ['batch', 'layer', 'group', 'rms', 'weight'];
  const cases = normalisers.flatMap((normaliser) =>
    (['float32', 'float64'] as const).map((precision) => ({ normaliser, precision })),
  );
  test.each(cases)('holds bit for bit with $normaliser normalisation in $precision', ({ normaliser, precision }) => {
    const metrics = [loss, squaredAngularUpdate];
    const windows = [{ from: 1, to: 60 }];
    const run = experiment({ objective: `digits-mlp?normaliser=${normaliser}`, precision, metrics, windows, steps: 60 });
    const image = { ...run, learningRate: 0.1 * 16, weightDecay: 0.01 / 16, initScale: 4 };
    expect(wasmEngine.run(image)).toEqual(wasmEngine.run(run));
    const off = wasmEngine.run({ ...image, learningRate: 0.1 * 15 }) as EnsembleRecord;
    expect(off).not.toEqual(wasmEngine.run(run));
  });
});

describe('replicas', () => {
  const lamb = optimizers.find(({ name }) => name === 'lamb')!;
  const nesterov = optimizers.find(({ name }) => name === 'nesterov')!;
  test.each([
    ['inside WebAssembly', nesterov],
    ['inside WebAssembly, tensor by tensor', lamb],
    ['in JavaScript, one by one', unknown(lamb)],
    ['in JavaScript, all at once', unknown(nesterov)],
  ])('do not depend on which others run: updates %s', (_, optimizer) => {
    const metrics = [loss, logWeightNorm, squaredAngularUpdate];
    const run = experiment({ objective: 'digits-mlp?widths=5', optimizer, metrics, windows: [{ from: 2, to: 9 }], steps: 9 });
    const all = wasmEngine.run({ ...run, replicas: { first: 0, count: 300 } }) as EnsembleRecord;
    const some = wasmEngine.run({ ...run, replicas: { first: 250, count: 20 } }) as EnsembleRecord;
    for (const { name } of metrics) expect(some.windowMeans[name]).toEqual(all.windowMeans[name].subarray(250, 270));
    expect(new Set(all.windowMeans.loss).size).toBeGreaterThan(290);
  });

  test('of an element-wise optimizer are updated in one call, those of others one by one', () => {
    const lengths: number[] = [];
    const spy = unknown(sgd, {
      update: (step) => (lengths.push(step.parameters.length, step.parameters[0].data.length), sgd.update(step)),
    });
    const run = experiment({
      objective: 'isotropic-noise?dimension=16',
      optimizer: spy,
      steps: 1,
      replicas: { first: 0, count: 10 },
    });
    wasmEngine.run(run);
    expect(lengths).toEqual([1, 160]);
    lengths.length = 0;
    wasmEngine.run({ ...run, optimizer: { ...spy, elementwise: false } });
    expect(lengths).toEqual(Array(10).fill([1, 16]).flat());
  });

  test('of an optimizer that accumulates micro-batches draw a mini-batch each', () => {
    const optimizer = accumulateGradients(sgd, 3);
    const metrics = [loss, logWeightNorm, squaredAngularUpdate];
    const run = experiment({
      objective: 'von-mises-fisher',
      precision: 'float64',
      optimizer,
      metrics,
      windows: [{ from: 1, to: 4 }],
      steps: 4,
    });
    expect(capture(wasmEngine, run, [1, 4])).toEqual(capture(referenceEngine, run, [1, 4]));
    const received = wasmEngine.run(run) as EnsembleRecord;
    const expected = referenceEngine.run(run) as EnsembleRecord;
    for (const { name } of metrics)
      received.windowMeans[name].forEach((value, i) => expect(value).toBeCloseTo(expected.windowMeans[name][i], 12));
  });
});
