import { expect, test } from 'vitest';
import { describeNetwork } from '../../../src/networks/describe-network.ts';
import { Network } from '../../../src/networks/network.ts';
import { scaleInvariantGroups } from '../../../src/networks/scale-invariant-groups.ts';

const pooling = { layer: 'average-pooling', options: { window: 2 } };

test('the mean over squares, channel by channel', () => {
  const network = new Network(describeNetwork({ input: [2, 4, 2], nodes: [pooling] }), {
    constants: [],
    rows: 1,
    precision: 'float64',
  });
  const picture = Float64Array.of(1, 10, 2, 20, 5, 50, 6, 60, 3, 30, 4, 40, 7, 70, 8, 80);
  expect([...network.forward(picture, [])]).toEqual([2.5, 25, 6.5, 65]);
});

test.each([
  ['batch-normalisation', { columns: 3 }],
  ['rms-normalisation', {}],
])('a scale passes it on its way to %s', (layer, columns) => {
  const network = describeNetwork({
    input: [4, 4, 2],
    nodes: [
      { layer: 'convolution', options: { channels: 3, side: 3, padding: 1 }, block: 'hidden' },
      pooling,
      { layer: 'relu' },
      { layer },
      { layer: 'linear', options: { units: 2 }, block: 'top' },
    ],
  });
  expect(scaleInvariantGroups(network)).toEqual([{ name: 'hidden', tensors: [0], ...columns }]);
});

test.each([
  [[8], 'it takes pictures'],
  [[4, 3, 1], 'window=2 has to divide height and width of 4×3×1'],
])('what it cannot take is refused: %j', (input, message) => {
  expect(() => describeNetwork({ input, nodes: [pooling] })).toThrow(message);
});
