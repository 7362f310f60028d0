import { muon } from '../../../optimizers/muon.ts';
import { call } from '../program.ts';
import type { UpdateRule } from './update-rule.ts';

export const muonFamily: readonly UpdateRule[] = [
  {
    optimizer: muon,
    buffers: ['zeros'],
    size: 4,
    begin:
      ({ momentum, epsilon }) =>
      ({ learningRate, weightDecay }) => [learningRate * 0.2, 1 - learningRate * weightDecay, momentum, epsilon],
    update: (_, tensors, machine) => {
      const extents = tensors.map(({ shape, count }) => {
        const rows = shape.length < 2 ? 1 : shape[0];
        return [rows, count / rows];
      });
      // Two matrices and two squares, each with room for a vector.
      const room = extents.map(([rows, columns]) => 2 * rows * columns + 2 * Math.min(rows, columns) ** 2 + 8);
      const scratch = machine.doubles(Math.max(...room));
      return tensors.map(({ parameters, gradients, buffers }, i) =>
        call('muon', parameters, gradients, ...buffers, scratch, ...extents[i], { real: Math.sqrt(Math.max(...extents[i])) }),
      );
    },
  },
];
