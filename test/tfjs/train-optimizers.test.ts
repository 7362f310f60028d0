import { expect, test } from 'vitest';
import { loadTensorFlow } from '../../src/tfjs/load-tensorflow.ts';
import { trainOptimizer, trainOptimizerNames } from '../../src/tfjs/train-optimizers.ts';

const { tf } = await loadTensorFlow('cpu', process.cwd());

test('names and options are those of tf.train', () => {
  expect([...trainOptimizerNames].sort()).toEqual(Object.keys(tf.train).sort());
  const options = new Map([
    ['beta1', '0.8'],
    ['epsilon', '1e-3'],
  ]);
  const { hyperparameters, create } = trainOptimizer('adam', options, tf);
  expect(hyperparameters).toEqual({ beta1: 0.8, beta2: 0.999, epsilon: 1e-3 });
  expect(create(0.5, { ...hyperparameters, beta1: 0.7 })).toMatchObject({ learningRate: 0.5, beta1: 0.7, epsilon: 1e-3 });
  expect(trainOptimizer('rmsprop', new Map([['centered', 'true']]), tf).create(0.5, {})).toMatchObject({
    centered: true,
    decay: 0.9,
  });
});

test.each([
  ['adm', {}, 'did you mean "adam"?'],
  ['toString', {}, 'tf.train has no "toString"'],
  ['adam', { beta: '0.5' }, 'tf.train.adam has no option "beta"'],
  ['adam', { beta1: 'high' }, 'not a finite number'],
  ['momentum', { useNesterov: 'maybe' }, 'not true or false'],
])('%s %o: %s', (name, options, message) => {
  expect(() => trainOptimizer(name, new Map(Object.entries(options)), tf)).toThrow(message);
});
