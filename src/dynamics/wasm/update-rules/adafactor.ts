import { pow } from '../../../arithmetic/elementary.ts';
import { adafactorScaled } from '../../../optimizers/adafactor-scaled.ts';
import { adafactor } from '../../../optimizers/adafactor.ts';
import { call } from '../program.ts';
import type { UpdateRule } from './update-rule.ts';

/** The direction of each tensor, then the step that this kernel makes of it. The moments of rows and columns begin each tensor's part of a buffer. */
function factored(kernel: string): UpdateRule['update'] {
  return (all, tensors, machine) => {
    const direction = machine.doubles(all.count);
    const sums = machine.doubles(2 * all.count);
    return tensors.flatMap(({ parameters, gradients, buffers, shape, count }) => {
      const columns = shape.length === 2 ? shape[1] : 1;
      return [
        call('adafactorDirection', gradients, ...buffers, direction, sums, count / columns, columns),
        call(kernel, parameters, direction, count),
      ];
    });
  };
}

export const adafactorFamily: readonly UpdateRule[] = [
  {
    optimizer: adafactor,
    buffers: ['zeros', 'zeros'],
    size: 5,
    begin:
      ({ decayExponent, epsilon1, clipThreshold }) =>
      ({ learningRate, weightDecay, step }) => [
        1 - learningRate * weightDecay,
        learningRate,
        1 - pow(step, -decayExponent),
        epsilon1,
        clipThreshold,
      ],
    update: factored('adafactorStep'),
  },
  {
    optimizer: adafactorScaled,
    buffers: ['zeros', 'zeros'],
    size: 6,
    begin:
      ({ decayExponent, epsilon1, clipThreshold, epsilon2 }) =>
      ({ learningRate, weightDecay, step }) => [
        1 - learningRate * weightDecay,
        Math.min(learningRate, 1 / Math.sqrt(step)),
        1 - pow(step, -decayExponent),
        epsilon1,
        clipThreshold,
        epsilon2,
      ],
    update: factored('adafactorScaledStep'),
  },
];
