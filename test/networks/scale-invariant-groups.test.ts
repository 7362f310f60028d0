import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { powerOfTwo } from '../../src/arithmetic/elementary.ts';
import { describeNetwork } from '../../src/networks/describe-network.ts';
import type { NetworkGraph, NetworkNode } from '../../src/networks/graph.ts';
import { scaleInvariantGroups } from '../../src/networks/scale-invariant-groups.ts';
import { problem } from './architectures.ts';
import { graphs } from './graphs.ts';

const linear = (block: string, units = 4, rest: Partial<NetworkNode> = {}): NetworkNode => ({
  layer: 'linear',
  options: { units },
  block,
  name: block,
  ...rest,
});
const top = linear('top', 3);
const groupsOf = (...nodes: readonly NetworkNode[]): object[] => scaleInvariantGroups(describeNetwork({ input: [4], nodes }));
const batch = { layer: 'batch-normalisation' };
const rms = { layer: 'rms-normalisation' };

describe('the rule', () => {
  test('by column before batch normalisation, as a whole before one of rows', () => {
    expect(groupsOf(linear('a'), batch, top)).toEqual([{ name: 'a', tensors: [0], columns: 4 }]);
    expect(groupsOf(linear('a'), rms, top)).toEqual([{ name: 'a', tensors: [0] }]);
    expect(groupsOf(linear('a'), top)).toEqual([]);
  });

  test('a rectifier lets a scale pass, tanh does not', () => {
    expect(groupsOf(linear('a'), { layer: 'relu' }, batch, top)).toEqual([{ name: 'a', tensors: [0], columns: 4 }]);
    expect(groupsOf(linear('a'), { layer: 'tanh' }, batch, top)).toEqual([]);
    expect(groupsOf(linear('a'), { layer: 'relu' }, linear('b'), batch, top)).toEqual([
      { name: 'a', tensors: [0] },
      { name: 'b', tensors: [1], columns: 4 },
    ]);
  });

  test('a bias joins, and so does a shift; one that is fixed keeps the scale', () => {
    expect(groupsOf(linear('a'), { layer: 'bias', block: 'a' }, batch, top)).toEqual([{ name: 'a', tensors: [0, 1] }]);
    expect(groupsOf(linear('a'), { layer: 'affine', block: 'a' }, rms, top)).toEqual([{ name: 'a', tensors: [0, 2] }]);
    expect(groupsOf(linear('a'), { layer: 'affine', block: 'a', fixed: true }, rms, top)).toEqual([]);
  });

  test('branches that come back unnormalised are scaled with the stream', () => {
    const block = (name: string, from: string): NetworkNode[] => [
      { ...batch, from: [from] },
      linear(`${name}1`, 4),
      batch,
      { layer: 'relu' },
      linear(`${name}2`, 4),
      { layer: 'add', from: [from, `${name}2`], name },
    ];
    expect(groupsOf(linear('stem'), ...block('b', 'stem'), ...block('c', 'b'), rms, top)).toEqual([
      { name: 'stem', tensors: [0, 2, 4] },
      { name: 'b1', tensors: [1], columns: 4 },
      { name: 'c1', tensors: [3], columns: 4 },
    ]);
  });

  test('a branch that is normalised before it comes back is a group of its own, and the stream then is none', () => {
    const nodes = [linear('stem'), linear('b'), rms, { layer: 'add', from: ['stem', 'n'] }, rms, top];
    nodes[2] = { ...rms, name: 'n' };
    expect(groupsOf(...nodes)).toEqual([{ name: 'b', tensors: [1] }]);
  });
});

describe('of any graph', () => {
  const lossAt = (
    graph: NetworkGraph,
    classes: number,
    rows: number,
    seed: number,
    factor: (i: number, j: number) => number,
  ): number => {
    const { parameters, loss } = problem(graph, classes, rows, seed, 'float64');
    parameters.forEach(({ data }, i) => data.forEach((_, j) => (data[j] *= factor(i, j))));
    return loss();
  };

  test('every group is one, bit for bit', () => {
    fc.assert(
      fc.property(graphs, fc.integer({ min: -9, max: 9 }), ({ graph, classes, rows, seed }, k) => {
        const description = describeNetwork(graph);
        const loss = lossAt(graph, classes, rows, seed, () => 1);
        scaleInvariantGroups(description).forEach(({ tensors, columns }, group) => {
          const factor = (i: number, j: number): number =>
            tensors.includes(i) ? powerOfTwo(columns === undefined ? k : (k + (j % columns) * (group + 1)) % 10) : 1;
          expect(lossAt(graph, classes, rows, seed, factor)).toBe(loss);
        });
      }),
      { seed: 1, numRuns: 400 },
    );
  });

  test('weights of none change the loss when they alone are scaled', () => {
    // The rule knows scales only: that a normaliser takes away what is the same in all rows or units, it does not.
    const unshifted = graphs.filter(({ graph: { nodes } }) => !nodes.some(({ layer }) => ['bias', 'affine'].includes(layer)));
    let asked = 0;
    fc.assert(
      fc.property(unshifted, ({ graph, classes, rows, seed }) => {
        const description = describeNetwork(graph);
        const grouped = new Set(scaleInvariantGroups(description).flatMap(({ tensors }) => tensors));
        const loss = lossAt(graph, classes, rows, seed, () => 1);
        description.parameters.forEach(({ role }, index) => {
          if (role !== 'weight' || grouped.has(index)) return;
          const gradient = problem(graph, classes, rows, seed, 'float64');
          gradient.differentiate();
          // Behind a unit that is shut everything is invariant.
          if (Math.hypot(...gradient.gradients[index].data) < 1e-9) return;
          asked += 1;
          expect(lossAt(graph, classes, rows, seed, (i) => (i === index ? 2 : 1))).not.toBe(loss);
        });
      }),
      { seed: 2, numRuns: 200 },
    );
    expect(asked).toBeGreaterThan(100);
  });
});
