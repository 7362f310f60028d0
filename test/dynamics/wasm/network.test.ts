import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { size, zeros, type Precision, type Tensor } from '../../../src/arithmetic/tensor.ts';
import { digits } from '../../../src/datasets/digits.ts';
import { whyNotCompiled } from '../../../src/dynamics/wasm/computations/compile.ts';
import { wasmEvaluator } from '../../../src/dynamics/wasm/evaluator.ts';
import { layerBindings } from '../../../src/dynamics/wasm/layers/index.ts';
import { wasmEngine } from '../../../src/dynamics/wasm/wasm-engine.ts';
import { referenceEngine } from '../../../src/dynamics/reference-engine.ts';
import type { NetworkGraph } from '../../../src/networks/graph.ts';
import { layers } from '../../../src/networks/layers/index.ts';
import { classification } from '../../../src/objectives/classification.ts';
import type { Objective } from '../../../src/objectives/objective.ts';
import { stream } from '../../../src/random/stream.ts';
import { graphs } from '../../networks/graphs.ts';
import { capture, experiment } from './capture.ts';
import { runs } from '../../size.ts';

/** The objective of a graph whose input are the digits. */
function onDigits(nodes: NetworkGraph['nodes']): Objective {
  const graph = { input: digits.shape, nodes };
  const drawn = { trainSize: 60, batch: 24, labelNoise: 0, sampling: 'fresh', lastBatch: 'dropped', fixedSeed: 0 } as const;
  return {
    reference: 'graph',
    name: 'graph',
    description: '',
    ...classification({ family: 'graph', graph, dataset: digits, ...drawn }),
  };
}

/** Graphs that begin with a layer of their own width, on the digits. */
const objectives = graphs.map(({ graph: { input, nodes }, classes }) => {
  const top = nodes[nodes.length - 1];
  const stem = { layer: 'linear', options: { units: size(input) }, block: 'stem', name: 'stem' };
  const rest = nodes.slice(0, -1).map((node) => ({
    ...node,
    ...(node.from && { from: node.from.map((name) => (name === 'data' ? 'stem' : name)) }),
  }));
  return onDigits([stem, ...rest, { ...top, options: { units: Math.max(digits.classes, classes) } }]);
});

/** Of all tensors together: the gradient of a bias before batch normalisation consists of rounding errors. */
function distance(a: readonly Tensor[], b: readonly Tensor[]): number {
  const gaps = a.flatMap(({ data }, i) => Array.from(data, (x, j) => Math.abs(x - b[i].data[j])));
  return Math.max(...gaps) / Math.max(...b.flatMap(({ data }) => Array.from(data, Math.abs)));
}

/** Networks of pictures: squares of several sides and margins, pooled, normalised and with an edge past them. */
const pictures = fc
  .record({
    side: fc.constantFrom(1, 2, 3),
    padding: fc.constantFrom(0, 1),
    channels: fc.integer({ min: 1, max: 9 }),
    window: fc.constantFrom(1, 2),
    normaliser: fc.constantFrom('batch-normalisation', 'layer-normalisation', 'rms-normalisation'),
    activation: fc.constantFrom('relu', 'tanh'),
  })
  .map(({ side, padding, channels, window, normaliser, activation }) =>
    onDigits([
      { layer: 'convolution', options: { channels, side: 3, padding: 1 }, block: 'stem' },
      { layer: 'average-pooling', options: { window } },
      { layer: normaliser },
      { layer: 'affine', block: 'stem' },
      { layer: activation, name: 'stem' },
      { layer: 'convolution', options: { channels, side: 3, padding: 1 }, block: 'branch' },
      { layer: 'bias', block: 'branch' },
      { layer: 'batch-normalisation', name: 'branch' },
      { layer: 'add', from: ['stem', 'branch'] },
      { layer: 'convolution', options: { channels: 4, side: Math.max(side, padding + 1), padding }, block: 'last' },
      { layer: 'batch-normalisation' },
      { layer: activation },
      { layer: 'linear', options: { units: 10 }, block: 'top', fixed: true },
    ]),
  );

describe.each<[Precision, number]>([
  ['float64', 1e-10],
  ['float32', 3e-3],
])('any graph, compiled in %s', (precision, tolerance) => {
  test('has the gradients of the reference', () => {
    fc.assert(
      fc.property(fc.oneof(objectives, pictures), (objective) => {
        const run = experiment({ objective, precision, steps: 1, replicas: { first: 0, count: 1 } });
        const [[compiled], [reference]] = [wasmEngine, referenceEngine].map((engine) => capture(engine, run, [1])[0]);
        expect(Math.abs(compiled.loss - reference.loss)).toBeLessThan(tolerance * (1 + reference.loss));
        expect(distance(compiled.gradients, reference.gradients)).toBeLessThan(tolerance);
      }),
      { seed: 1, numRuns: runs(25, 60) },
    );
  });

  test('evaluates as the reference', () => {
    fc.assert(
      fc.property(fc.oneof(objectives, pictures), fc.nat(), (objective, seed) => {
        const parameters = objective.parameters.map(({ shape }) => zeros(shape, precision));
        const instance = objective.instantiate(precision);
        instance.initialise(parameters, stream(seed, 'evaluate').seek(0, 0));
        const [compiled, reference] = [wasmEvaluator(objective, precision), instance].map((of) => of.evaluate(parameters));
        for (const i of [0, 1]) expect(Math.abs(compiled[i] - reference[i])).toBeLessThan(tolerance * (1 + reference[i]));
      }),
      { seed: 2, numRuns: 15 },
    );
  });
});

test('bindings are of layers that exist, one each', () => {
  const names = layers.map(({ name }) => name);
  const bound = layerBindings.map(({ layer }) => layer);
  expect(bound.filter((layer) => !names.includes(layer))).toEqual([]);
  expect(new Set(bound).size).toBe(bound.length);
});

test('a network with a layer that has no kernels is not compiled, with the reason', () => {
  const { computation } = onDigits([{ layer: 'linear', options: { units: 10 } }]).instantiate('float32');
  expect(whyNotCompiled(computation!)).toBeUndefined();
  if (computation?.kind !== 'network') throw new Error('not a network');
  const graph = { ...computation.graph, nodes: [...computation.graph.nodes, { layer: 'of-ones-own' }] };
  expect(whyNotCompiled({ ...computation, graph })).toBe('the layer of-ones-own has no kernels');
});
