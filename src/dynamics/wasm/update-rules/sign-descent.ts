import { lion } from '../../../optimizers/lion.ts';
import { signsgdL2 } from '../../../optimizers/signsgd-l2.ts';
import { signsgd } from '../../../optimizers/signsgd.ts';
import type { UpdateRule } from './update-rule.ts';

export const signDescent: readonly UpdateRule[] = [
  {
    optimizer: signsgd,
    update: 'signsgd',
    buffers: [],
    size: 2,
    begin:
      () =>
      ({ learningRate, weightDecay }) => [1 - learningRate * weightDecay, learningRate],
  },
  {
    optimizer: signsgdL2,
    update: 'signsgdL2',
    buffers: [],
    size: 2,
    begin:
      () =>
      ({ learningRate, weightDecay }) => [learningRate, weightDecay],
  },
  {
    optimizer: lion,
    update: 'lion',
    buffers: ['zeros'],
    size: 4,
    begin:
      ({ beta1, beta2 }) =>
      ({ learningRate, weightDecay }) => [1 - learningRate * weightDecay, learningRate, beta1, beta2],
  },
];
