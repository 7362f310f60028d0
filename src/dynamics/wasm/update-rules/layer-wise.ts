import { lamb } from '../../../optimizers/lamb.ts';
import { lars } from '../../../optimizers/lars.ts';
import { sgdRelativeClip } from '../../../optimizers/sgd-relative-clip.ts';
import { call, offset } from '../program.ts';
import type { UpdateRule } from './update-rule.ts';

export const layerWise: readonly UpdateRule[] = [
  {
    optimizer: lars,
    buffers: ['zeros'],
    size: 5,
    begin:
      ({ momentum, trust, epsilon }) =>
      ({ learningRate, weightDecay }) => [learningRate, weightDecay, momentum, trust, epsilon],
    update: (_, tensors) =>
      tensors.map(({ parameters, gradients, buffers, count }) => call('lars', parameters, gradients, ...buffers, count)),
  },
  {
    optimizer: lamb,
    buffers: ['zeros', 'zeros'],
    size: 7,
    begin: ({ beta1, beta2, epsilon }) => {
      let beta1Power = 1;
      let beta2Power = 1;
      return ({ learningRate, weightDecay }) => {
        beta1Power *= beta1;
        beta2Power *= beta2;
        return [learningRate, weightDecay, beta1, beta2, 1 - beta1Power, Math.sqrt(1 - beta2Power), epsilon];
      };
    },
    update: (all, tensors, machine) => {
      const direction = machine.doubles(all.count + 1);
      let start = 0;
      return [
        call('lambDirection', all.parameters, all.gradients, ...all.buffers, direction, all.count),
        ...tensors.map(({ parameters, count }) => {
          const own = offset(direction, 8 * start);
          start += count;
          return call('lambStep', parameters, own, count);
        }),
      ];
    },
  },
  {
    optimizer: sgdRelativeClip,
    buffers: [],
    size: 3,
    begin:
      () =>
      ({ learningRate, weightDecay }) => [
        1 - learningRate * weightDecay,
        learningRate,
        weightDecay > 0 ? Math.sqrt((2 * weightDecay) / learningRate) : 0,
      ],
    update: (all, tensors, machine) => {
      const [lengths, gradientLengths] = [machine.doubles(tensors.length), machine.doubles(tensors.length)];
      return [
        ...tensors.flatMap(({ parameters, gradients, count }, i) => [
          call('tensorNorm', parameters, offset(lengths, 8 * i), count),
          call('tensorNorm', gradients, offset(gradientLengths, 8 * i), count),
        ]),
        call('sgdRelativeClip', all.parameters, all.gradients, lengths, gradientLengths, all.count, tensors.length),
      ];
    },
  },
];
