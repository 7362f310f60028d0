import { adadelta } from '../../../optimizers/adadelta.ts';
import { adagrad } from '../../../optimizers/adagrad.ts';
import { rmspropTf } from '../../../optimizers/rmsprop-tf.ts';
import { rmsprop } from '../../../optimizers/rmsprop.ts';
import type { UpdateRule } from './update-rule.ts';

export const adaptive: readonly UpdateRule[] = [
  {
    optimizer: adagrad,
    update: 'adagrad',
    buffers: ['zeros'],
    size: 4,
    begin:
      ({ initialAccumulator, epsilon }) =>
      ({ learningRate, weightDecay }) => [learningRate, weightDecay, initialAccumulator, epsilon],
  },
  {
    optimizer: rmsprop,
    update: 'rmsprop',
    buffers: ['zeros', 'zeros'],
    size: 5,
    begin:
      ({ alpha, momentum, epsilon }) =>
      ({ learningRate, weightDecay }) => [learningRate, weightDecay, alpha, momentum, epsilon],
  },
  {
    optimizer: rmspropTf,
    update: 'rmspropTf',
    buffers: ['zeros', 'zeros'],
    size: 5,
    begin:
      ({ rho, momentum, epsilon }) =>
      ({ learningRate, weightDecay }) => [learningRate, weightDecay, rho, momentum, epsilon],
  },
  {
    optimizer: adadelta,
    update: 'adadelta',
    buffers: ['zeros', 'zeros'],
    size: 4,
    begin:
      ({ rho, epsilon }) =>
      ({ learningRate, weightDecay }) => [learningRate, weightDecay, rho, epsilon],
  },
];
