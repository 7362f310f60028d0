import { heavyBall } from '../../../optimizers/heavy-ball.ts';
import { nesterov } from '../../../optimizers/nesterov.ts';
import { scheduleFreeSgd } from '../../../optimizers/schedule-free-sgd.ts';
import type { UpdateRule } from './update-rule.ts';

export const momentum: readonly UpdateRule[] = [
  {
    optimizer: heavyBall,
    update: 'heavyBall',
    buffers: ['zeros'],
    size: 4,
    begin:
      ({ momentum: decay, dampening }) =>
      ({ learningRate, weightDecay, step }) => [learningRate, weightDecay, decay, step === 1 ? 1 : 1 - dampening],
  },
  {
    optimizer: nesterov,
    update: 'nesterov',
    buffers: ['zeros'],
    size: 3,
    begin:
      ({ momentum: decay }) =>
      ({ learningRate, weightDecay }) => [learningRate, weightDecay, decay],
  },
  {
    optimizer: scheduleFreeSgd,
    update: 'scheduleFreeSgd',
    buffers: ['parameters'],
    size: 4,
    begin: ({ momentum: decay }) => {
      let peak = 0;
      let weight = 0;
      return ({ learningRate, weightDecay }) => {
        peak = Math.max(peak, learningRate);
        weight += peak * peak;
        const share = weight > 0 ? (peak * peak) / weight : 0;
        return [learningRate, weightDecay, share, learningRate * (1 - decay * (1 - share))];
      };
    },
  },
];
