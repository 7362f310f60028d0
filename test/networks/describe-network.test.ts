import { expect, test } from 'vitest';
import { describeNetwork } from '../../src/networks/describe-network.ts';
import type { NetworkGraph, NetworkNode } from '../../src/networks/graph.ts';

const linear = (units: number, rest: Partial<NetworkNode> = {}): NetworkNode => ({
  layer: 'linear',
  options: { units },
  ...rest,
});

test('shapes, edges and arrays follow from the graph', () => {
  const { nodes, parameters, constants } = describeNetwork({
    input: [2, 2, 1],
    nodes: [
      linear(3, { block: 'stem', name: 'stem' }),
      { layer: 'bias', block: 'stem' },
      { layer: 'rms-normalisation' },
      linear(3, { block: 'branch', name: 'branch' }),
      { layer: 'add', from: ['stem', 'branch'] },
      linear(2, { block: 'top', fixed: true }),
    ],
  });
  expect(nodes.map(({ from }) => from)).toEqual([[-1], [0], [1], [2], [0, 3], [4]]);
  expect(nodes.map(({ output }) => output)).toEqual([[3], [3], [3], [3], [3], [2]]);
  expect(parameters).toEqual([
    { name: 'stem.weight', shape: [4, 3], role: 'weight' },
    { name: 'stem.bias', shape: [3], role: 'bias' },
    { name: 'branch.weight', shape: [3, 3], role: 'weight' },
  ]);
  expect(constants).toEqual([{ name: 'top.weight', shape: [3, 2], role: 'weight' }]);
  expect(nodes[2].options).toEqual({ epsilon: 0 });
});

test.each<[string, NetworkNode[], number[]?]>([
  ['it has no layers', []],
  ['node 1 (linaer): there is no such layer; did you mean linear?', [{ layer: 'linaer' }]],
  ['received units=undefined, expected an integer of at least 1', [{ layer: 'linear' }]],
  ['received units=2.5', [linear(2.5)]],
  ['received units=NaN', [linear(NaN)]],
  ['received units=Infinity', [linear(Infinity)]],
  ['received epsilon=-1, expected a number of at least 0', [{ layer: 'rms-normalisation', options: { epsilon: -1 } }]],
  ['it has no option width; its options: units', [{ layer: 'linear', options: { width: 2 } }]],
  ['there is no node later before it; there are: data', [linear(2, { from: ['later'] }), linear(2, { name: 'later' })]],
  ['expected 2 inputs, received 1', [{ layer: 'add' }]],
  ['expected 1 inputs, received 2', [linear(2, { from: ['data', 'data'] })]],
  ['shapes 2 and 4, which cannot be added', [linear(2, { name: 'a' }), { layer: 'add', from: ['a', 'data'] }]],
  ['there is another array a.weight', [linear(2, { block: 'a' }), linear(2, { block: 'a' })]],
  ['there is another node data', [linear(2, { name: 'data' })]],
  ['there is another node a', [linear(2, { name: 'a' }), linear(2, { name: 'a', block: 'b' })]],
  ['nothing takes the output of node 1 (linear)', [linear(2), linear(2, { from: ['data'] })]],
  ['4 units have to be a multiple of groups=3', [{ layer: 'group-normalisation', options: { groups: 3 } }]],
  ['would not be runs of its numbers', [{ layer: 'group-normalisation', options: { groups: 2 } }], [2, 2, 2]],
])('what cannot be built is refused: %s', (message, nodes, input = [4]) => {
  const graph: NetworkGraph = { input, nodes };
  expect(() => describeNetwork(graph)).toThrow(
    expect.objectContaining({ code: 'BAD_NETWORK', message: expect.stringContaining(message) }),
  );
});
