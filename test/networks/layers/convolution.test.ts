import { expect, test } from 'vitest';
import { describeNetwork } from '../../../src/networks/describe-network.ts';
import type { NetworkNode } from '../../../src/networks/graph.ts';
import { Network } from '../../../src/networks/network.ts';

const nodes = (options: Record<string, number>): NetworkNode[] => [{ layer: 'convolution', options }];

test('every square with the same weights', () => {
  const network = new Network(describeNetwork({ input: [2, 3, 1], nodes: nodes({ channels: 2, side: 2 }) }), {
    constants: [],
    rows: 1,
    precision: 'float64',
  });
  const weights = { data: Float64Array.of(1, 10, 2, 20, 3, 30, 4, 40), shape: [2, 2, 1, 2] };
  const picture = Float64Array.of(1, 2, 3, 4, 5, 6);
  expect([...network.forward(picture, [weights])]).toEqual([37, 370, 47, 470]);
});

test('a margin of zeros keeps the size', () => {
  const network = new Network(describeNetwork({ input: [2, 2, 1], nodes: nodes({ channels: 1, side: 3, padding: 1 }) }), {
    constants: [],
    rows: 2,
    precision: 'float64',
  });
  const weights = { data: Float64Array.of(0, 1, 0, 0, 100, 10, 0, 0, 1000), shape: [3, 3, 1, 1] };
  const pictures = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  expect([...network.forward(pictures, [weights])]).toEqual([4120, 200, 341, 402, 8560, 600, 785, 806]);
});

test.each([
  [[8], {}, 'it takes pictures'],
  [[2, 4, 1], {}, 'side=3 does not fit into 2×4×1'],
  [[4, 4, 1], { padding: 3 }, 'squares would lie outside'],
])('what it cannot take is refused: %j %j', (input, options, message) => {
  expect(() => describeNetwork({ input, nodes: nodes({ channels: 1, side: 3, ...options }) })).toThrow(message);
});
