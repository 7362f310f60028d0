import fc from 'fast-check';
import type { NetworkGraph, NetworkNode } from '../../src/networks/graph.ts';

/** A graph with the number of rows and the seed of a problem. */
export interface GraphCase {
  readonly graph: NetworkGraph;
  readonly classes: number;
  readonly rows: number;
  readonly seed: number;
}

const NORMALISERS = ['batch-normalisation', 'layer-normalisation', 'rms-normalisation', undefined, undefined];
const ACTIVATIONS = ['relu', 'leaky-relu', 'tanh', 'gelu', undefined];

interface Part {
  readonly normaliser: string | undefined;
  readonly activation: string | undefined;
  readonly units: number;
  readonly bias: boolean;
  readonly affine: 'none' | 'fixed' | 'trained';
  /** Whether the part is the branch of a block, whose input is added to it. */
  readonly residual: boolean;
}

const part: fc.Arbitrary<Part> = fc.record({
  normaliser: fc.constantFrom(...NORMALISERS),
  activation: fc.constantFrom(...ACTIVATIONS),
  units: fc.integer({ min: 3, max: 6 }),
  bias: fc.boolean(),
  affine: fc.constantFrom('none', 'none', 'fixed', 'trained'),
  residual: fc.boolean(),
});

/** The nodes of a part; the last one is called by its name. */
function nodesOf(
  { normaliser, activation, units, bias, affine, residual }: Part,
  name: string,
  from: string,
  width: number,
): NetworkNode[] {
  const before: NetworkNode = { layer: 'linear', options: { units: residual ? width : units }, block: name, from: [from] };
  const nodes: NetworkNode[] = [
    before,
    ...(bias ? [{ layer: 'bias', block: name }] : []),
    ...(normaliser === undefined ? [] : [{ layer: normaliser }]),
    ...(affine === 'none' ? [] : [{ layer: 'affine', block: name, fixed: affine === 'fixed' }]),
    ...(activation === undefined ? [] : [{ layer: activation }]),
  ];
  const last = nodes.length - 1;
  if (!residual) return nodes.map((node, i) => (i === last ? { ...node, name } : node));
  nodes[last] = { ...nodes[last], name: `${name}.branch` };
  return [...nodes, { layer: 'add', from: [from, `${name}.branch`], name }];
}

/** Networks of any normalisers, activations and residual edges. */
export const graphs: fc.Arbitrary<GraphCase> = fc
  .record({
    inputs: fc.integer({ min: 3, max: 5 }),
    parts: fc.array(part, { minLength: 1, maxLength: 4 }),
    end: fc.constantFrom(...NORMALISERS),
    classes: fc.integer({ min: 2, max: 4 }),
    rows: fc.integer({ min: 4, max: 6 }),
    seed: fc.nat(1e6),
  })
  .map(({ inputs, parts, end, classes, ...rest }) => {
    let width = inputs;
    let from = 'data';
    const nodes = parts.flatMap((each, i) => {
      const made = nodesOf(each, `part${i + 1}`, from, width);
      if (!each.residual) width = each.units;
      from = `part${i + 1}`;
      return made;
    });
    const top: NetworkNode[] = [
      ...(end === undefined ? [] : [{ layer: end }]),
      { layer: 'linear', options: { units: classes }, block: 'top' },
    ];
    return { graph: { input: [inputs], nodes: [...nodes, ...top] }, classes, ...rest };
  });
