import { sgd } from '../../../optimizers/sgd.ts';
import { sgdwIndependent } from '../../../optimizers/sgdw-independent.ts';
import type { UpdateRule } from './update-rule.ts';

export const gradientDescent: readonly UpdateRule[] = [
  {
    optimizer: sgd,
    update: 'sgd',
    buffers: [],
    size: 2,
    begin:
      () =>
      ({ learningRate, weightDecay }) => [learningRate, weightDecay],
  },
  {
    optimizer: sgdwIndependent,
    update: 'sgdDecoupled',
    buffers: [],
    size: 2,
    begin:
      () =>
      ({ learningRate, weightDecay }) => [1 - weightDecay, learningRate],
  },
];
