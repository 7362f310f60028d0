import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { OptimizerRun } from '../../src/dynamics/optimizer-run.ts';
import { adaptOptimizer } from '../../src/tfjs/adapt-optimizer.ts';
import { exportedOptimizer } from '../../src/tfjs/exported-optimizer.ts';
import { loadTensorFlow } from '../../src/tfjs/load-tensorflow.ts';
import type { TfTensor } from '../../src/tfjs/tensorflow.ts';

const loaded = await loadTensorFlow('cpu', process.cwd());
const { tf } = loaded;

interface Named {
  name: string;
  tensor: TfTensor;
}

// The classes of the real package, so that they are what users derive.
const core = createRequire(import.meta.url)('@tensorflow/tfjs') as {
  SGDOptimizer: new (learningRate: number) => { applyGradients(list: Named[]): void; learningRate: number };
  train: { sgd(learningRate: number): object };
};

class Counting extends core.SGDOptimizer {
  steps: Map<string, number> = new Map();

  override applyGradients(list: Named[]): void {
    for (const { name } of list) this.steps.set(name, (this.steps.get(name) ?? 0) + 1);
    // Every second step of a tensor is left out.
    super.applyGradients(list.filter(({ name }) => this.steps.get(name)! % 2 === 1));
  }
}

class Secretive extends core.SGDOptimizer {
  #steps = 0;

  override applyGradients(list: Named[]): void {
    this.#steps += 1;
    if (this.#steps % 2 === 1) super.applyGradients(list);
  }
}

function trajectory(namespace: unknown): number[] {
  const optimizer = adaptOptimizer(exportedOptimizer(namespace, 'mine.ts', tf), loaded);
  const gradients = [{ data: Float32Array.of(1), shape: [1] }];
  const run = new OptimizerRun(optimizer, [{ data: Float32Array.of(0), shape: [1] }]);
  const other = new OptimizerRun(optimizer, run.parameters);
  return [1, 2, 3].map((step) => {
    run.step(gradients, step, 0);
    other.step(gradients, 1, 0);
    other.step(gradients, 1, 0);
    return run.parameters[0].data[0];
  });
}

describe('a module may export', () => {
  test.each<[string, unknown]>([
    ['a class', { default: Counting }],
    ['a function', { default: (learningRate: number) => new Counting(learningRate) }],
    ['an instance', { default: new Counting(7) }],
    ['a namespace in a namespace', { default: { default: Counting } }],
  ])('%s; its state belongs to a run, its rate to a step', (_, namespace) => {
    const tensors = tf.memory().numTensors;
    expect(trajectory(namespace)).toEqual([-1, -1, -4]);
    // An exported instance was made by the module, with a tensor of its own, which it had to give back.
    expect(tf.memory().numTensors).toBeLessThanOrEqual(tensors);
  });

  test('hyperparameters that its function receives, and a contract', () => {
    const contract = { weightDecay: 'coupled' as const };
    const seen: unknown[] = [];
    const make = (learningRate: number, hyperparameters: unknown): object => {
      seen.push(hyperparameters);
      return tf.train.sgd(learningRate);
    };
    const definition = exportedOptimizer({ default: make, hyperparameters: { beta: 0.5 }, contract }, 'mine.ts', tf);
    expect(definition).toMatchObject({ name: 'SGD', hyperparameters: { beta: 0.5 }, contract });
    expect(seen[0]).toEqual({ beta: 0.5 });
  });
});

test('what is no optimizer, or keeps its state where no copy can be made, is named', () => {
  expect(() => exportedOptimizer({ default: 3 }, 'mine.ts', tf)).toThrow('mine.ts exports no optimizer of TensorFlow.js');
  expect(() => exportedOptimizer({ default: () => 3 }, 'mine.ts', tf)).toThrow('mine.ts makes number');
  expect(() => exportedOptimizer({ default: { applyGradients() {} } }, 'mine.ts', tf)).toThrow('learning rate cannot be set');
  expect(() => exportedOptimizer({ default: Secretive }, 'mine.ts', tf)).toThrow('not in private #fields or closures');
});
