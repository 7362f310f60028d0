import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../src/arithmetic/tensor.ts';
import { OptimizerRun } from '../../src/dynamics/optimizer-run.ts';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import { normalTensors } from '../../src/inference/probe-problem.ts';
import type { LawId } from '../../src/laws/law-id.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { stream } from '../../src/random/stream.ts';
import { checkLaw } from '../../src/suite/check-law.ts';
import { adaptOptimizer } from '../../src/tfjs/adapt-optimizer.ts';
import { loadTensorFlow } from '../../src/tfjs/load-tensorflow.ts';
import { trainOptimizer } from '../../src/tfjs/train-optimizers.ts';
import { sample } from '../size.ts';

const loaded = await loadTensorFlow('cpu', process.cwd());
const { tf } = loaded;
const shapes = [[3, 2], [4]];
const source = stream(1, 'adapt-optimizer.test');
const start = normalTensors(shapes, 'float32', source.seek(0, 0));
const gradientsOf = (step: number): Tensor[] => normalTensors(shapes, 'float32', source.seek(1, step));

function adapted(name: string, options: Record<string, string> = {}): Optimizer {
  return adaptOptimizer(trainOptimizer(name, new Map(Object.entries(options)), tf), loaded);
}

const variants: [string, Record<string, string>][] = [
  ['sgd', {}],
  ['momentum', {}],
  ['momentum', { useNesterov: 'true' }],
  ['adagrad', {}],
  ['adadelta', {}],
  ['adam', {}],
  ['adamax', { decay: '0.1' }],
  ['rmsprop', { momentum: '0.5' }],
  ['rmsprop', { centered: '1' }],
];

describe.each(variants)('tf.train.%s %o', (name, options) => {
  const optimizer = adapted(name, options);

  test('moves as the same optimizer does that lives through the whole run', () => {
    const { hyperparameters = {} } = optimizer;
    const direct = trainOptimizer(name, new Map(Object.entries(options)), tf).create(0.1, hyperparameters);
    const variables = start.map(({ data, shape }, i) => tf.variable(tf.tensor(data as Float32Array, shape), true, `direct${i}`));
    const run = new OptimizerRun(optimizer, start);
    for (let step = 1; step <= 5; step++) {
      const gradients = gradientsOf(step);
      run.step(gradients, 0.1, 0);
      tf.tidy(() =>
        direct.applyGradients(
          gradients.map(({ data, shape }, i) => ({ name: `direct${i}`, tensor: tf.tensor(data as Float32Array, shape) })),
        ),
      );
    }
    expect(run.parameters.map(({ data }) => Array.from(data))).toEqual(variables.map((each) => Array.from(each.dataSync())));
    expect(run.parameters[0].data).not.toEqual(start[0].data);
    for (const variable of variables) variable.dispose();
  });

  test('goes on from a copy with the same bits, and keeps no tensor between steps', () => {
    const run = new OptimizerRun(optimizer, start);
    run.step(gradientsOf(1), 0.1, 0.01);
    const tensors = tf.memory().numTensors;
    const twin = run.fork();
    for (let step = 2; step <= 6; step++) for (const each of [run, twin]) each.step(gradientsOf(step), 0.05, 0.02);
    expect(twin.parameters).toEqual(run.parameters);
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

test('weight decay is λw in the gradient, and λ goes to an optimizer that decays by itself', () => {
  const [decayed, added] = [1, 2].map(() => new OptimizerRun(adapted('momentum'), start));
  decayed.step(gradientsOf(1), 0.1, 0.5);
  const sum = gradientsOf(1).map(({ data, shape }, i) => ({
    data: Float32Array.from(data, (g, j) => g + 0.5 * start[i].data[j]),
    shape,
  }));
  added.step(sum, 0.1, 0);
  expect(decayed.parameters).toEqual(added.parameters);

  const create = (learningRate: number): never => Object.assign(tf.train.sgd(learningRate), { weightDecay: 0 }) as never;
  const own = new OptimizerRun(adaptOptimizer({ name: 'own', create }, loaded), start);
  const plain = new OptimizerRun(adapted('sgd'), start);
  own.step(gradientsOf(1), 0.1, 0.5);
  plain.step(gradientsOf(1), 0.1, 0);
  expect(own.parameters).toEqual(plain.parameters);
  expect(own.optimizer.notes?.join()).toContain('field weightDecay');
});

test('an update that throws leaves no tensors behind', () => {
  const optimizer = adapted('momentum');
  const run = new OptimizerRun(optimizer, start);
  run.step(gradientsOf(1), 0.1, 0);
  const tensors = tf.memory().numTensors;
  expect(() => run.call(gradientsOf(2), 0.1, 0, [1, 0])).toThrow('shape');
  expect(tf.memory().numTensors).toBe(tensors);
});

describe('what measurement says of tf.train', () => {
  const all = [
    ['sgd', {}, 'η·λ', 'plain'],
    ['momentum', {}, 'η·λ', 'heavy-ball'],
    ['momentum', { useNesterov: 'true' }, 'η·λ', 'nesterov'],
    ['adam', {}, 'η²·λ', 'scale-free'],
    ['adamax', {}, 'η²·λ', 'scale-free'],
    ['rmsprop', {}, 'η²·λ', 'scale-free'],
    ['adagrad', {}, 'η²·λ', 'scale-free'],
    // Its averages stay equal, so that their quotient is 1.
    ['adadelta', {}, 'η·λ', 'plain'],
  ] as const;
  const { cases, said } = sample(all, 3);
  test.each(cases)(`%s %o: %s, %s${said}`, (name, options, intrinsic, response) => {
    const profile = inferProfile(adapted(name, options));
    expect([profile.intrinsic, profile.response, profile.weightDecay.value]).toEqual([intrinsic, response, 'coupled']);
    if (name === 'momentum') expect(profile.momentumCoefficient).toBe(0.9);
    // Its epsilon and the value with which its sums begin cannot be scaled with the gradients.
    if (name === 'adagrad') expect(profile.notes).toContainEqual(expect.objectContaining({ cause: 'epsilon-hidden' }));
    const dead = name === 'adadelta' ? ['option rho', 'option epsilon'] : [];
    const frozen = name === 'momentum' ? ['option momentum'] : [];
    expect(Object.keys(profile.findings).toSorted()).toEqual([...dead, ...frozen].toSorted());
  });
});

describe('defects of tfjs-core 4.22', () => {
  test.each([
    ['momentum', {}, 'live-hyperparameters', 'momentum has no effect when it is changed during a run'],
    ['momentum', {}, 'partition-invariance', 'state is keyed by position in the list'],
    ['adam', {}, 'partition-invariance', 'state is keyed by position in the list'],
    ['rmsprop', { centered: 'true' }, 'finiteness', 'epsilon is subtracted where it should be added'],
    ['adadelta', {}, 'live-hyperparameters', 'has no effect: it is accepted and never used'],
  ])('%s %o: %s', async (name, options, law, diagnosis) => {
    const verdict = await checkLaw(law as LawId, adapted(name, options), { seed: 1, configurations: 40 });
    expect(verdict).toMatchObject({ verdict: 'refuted', diagnosis: expect.stringContaining(diagnosis) });
    expect(verdict.counterexample).toMatchObject({ precision: 'float32' });
  });
});

describe('what is right in them is not refuted', () => {
  test.each([
    ['sgd', 'partition-invariance'],
    ['sgd', 'exponential-rate-equivalence'],
    ['momentum', 'radial-identity'],
    ['momentum', 'exponential-rate-equivalence'],
    ['adam', 'scaling-symmetry'],
    ['adam', 'zero-gradient-decay'],
    ['adam', 'live-hyperparameters'],
    ['adamax', 'first-step'],
    ['rmsprop', 'gradient-scale'],
    ['rmsprop', 'finiteness'],
  ])('%s: %s', async (name, law) => {
    expect(await checkLaw(law as LawId, adapted(name), { seed: 1, configurations: 10 })).toMatchObject({ verdict: 'holds' });
  });
});
