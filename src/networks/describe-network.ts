import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { nearestName } from '../arithmetic/nearest-name.ts';
import type { NetworkGraph, NetworkNode } from './graph.ts';
import { layers } from './layers/index.ts';
import type { Layer, LayerArray, Shape } from './layers/layer.ts';

/** A named array of a network, with the layer that uses it. */
export type NetworkArray = LayerArray;

/** Where a layer finds an array: which of the trained ones it is, or which of the fixed ones. */
export interface ArrayPlace {
  readonly trained: boolean;
  readonly index: number;
}

/** What `from` is for the data. */
export const DATA = -1;

/** A node with what follows from the graph around it. */
export interface DescribedNode {
  readonly layer: Layer;
  readonly options: Readonly<Record<string, number>>;
  /** Indices of the nodes whose outputs come in, or `DATA`. */
  readonly from: readonly number[];
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  readonly arrays: readonly ArrayPlace[];
  readonly block: string;
}

/** A network, checked: its nodes, and its arrays in the order in which it uses them. */
export interface NetworkDescription {
  readonly input: Shape;
  readonly nodes: readonly DescribedNode[];
  readonly parameters: readonly NetworkArray[];
  /** Arrays that are not trained. */
  readonly constants: readonly NetworkArray[];
}

/**
 * Checks a graph, and says what follows from it: shapes, edges, arrays.
 *
 * @throws ConfigurationError `BAD_NETWORK` for a layer, an option or a node that does not exist, shapes that do not fit, arrays of
 *   the same name, and a node that nothing comes of
 */
export function describeNetwork({ input, nodes }: NetworkGraph): NetworkDescription {
  if (nodes.length === 0) throw bad('it has no layers', 'a network has one layer at least');
  const described: DescribedNode[] = [];
  const [parameters, constants]: NetworkArray[][] = [[], []];
  const named = new Map<string, number>([['data', DATA]]);
  nodes.forEach((node, i) => {
    const problem = (message: string): ConfigurationError => bad(`node ${i + 1} (${node.layer}): ${message}`, ADVICE);
    const layer = layerNamed(node.layer, problem);
    const options = optionsOf(layer, node, problem);
    const from = node.from === undefined ? [i === 0 ? DATA : i - 1] : node.from.map((name) => find(named, name, problem));
    if (from.length !== (layer.inputs ?? 1)) throw problem(`expected ${layer.inputs ?? 1} inputs, received ${from.length}`);
    const inputs = from.map((index) => (index === DATA ? input : described[index].output));
    const output = fitting(() => layer.output(inputs, options), problem);
    const block = node.block ?? node.name ?? `layer${i + 1}`;
    const arrays = (layer.arrays?.(inputs, options) ?? []).map((array) => {
      const name = `${block}.${array.name}`;
      if ([...parameters, ...constants].some((other) => other.name === name)) throw problem(`there is another array ${name}`);
      const list = node.fixed === true ? constants : parameters;
      return { trained: node.fixed !== true, index: list.push({ ...array, name }) - 1 };
    });
    described.push({ layer, options, from, inputs, output, arrays, block });
    if (node.name === undefined) return;
    if (named.has(node.name)) throw problem(`there is another node ${node.name}`);
    named.set(node.name, i);
  });
  const used = new Set(described.flatMap(({ from }) => from));
  const unused = described.findIndex((_, i) => i < described.length - 1 && !used.has(i));
  if (unused >= 0) throw bad(`nothing takes the output of node ${unused + 1} (${nodes[unused].layer})`, ADVICE);
  return { input, nodes: described, parameters, constants };
}

const ADVICE = 'layers come in the order in which they compute; `from` names nodes before them, or `data`';

function bad(problem: string, advice: string): ConfigurationError {
  return new ConfigurationError('BAD_NETWORK', `a network cannot be built: ${problem}`, advice);
}

type Problem = (message: string) => ConfigurationError;

function layerNamed(name: string, problem: Problem): Layer {
  const layer = layers.find((candidate) => candidate.name === name);
  if (layer !== undefined) return layer;
  const names = layers.map((candidate) => candidate.name);
  const nearest = nearestName(name, names);
  throw problem(
    `there is no such layer; ${nearest === undefined ? `there are: ${names.join(', ')}` : `did you mean ${nearest}?`}`,
  );
}

/** The options of a node, with the defaults of those that are left out. */
function optionsOf(layer: Layer, { options: given = {} }: NetworkNode, problem: Problem): Readonly<Record<string, number>> {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(layer.options, name));
  if (unknown !== undefined) throw problem(`it has no option ${unknown}; its options: ${Object.keys(layer.options).join(', ')}`);
  return Object.fromEntries(
    Object.entries(layer.options).map(([name, { min, integer = false, default: usual }]) => {
      const value = given[name] ?? usual;
      if (value === undefined || !(value >= min) || value === Infinity || (integer && !Number.isInteger(value)))
        throw problem(`received ${name}=${value}, expected ${integer ? 'an integer' : 'a number'} of at least ${min}`);
      return [name, value];
    }),
  );
}

function find(named: ReadonlyMap<string, number>, name: string, problem: Problem): number {
  const index = named.get(name);
  if (index === undefined) throw problem(`there is no node ${name} before it; there are: ${[...named.keys()].join(', ')}`);
  return index;
}

/** What a layer gives, if it can take what it gets. */
function fitting(output: () => Shape, problem: Problem): Shape {
  try {
    return output();
  } catch (error) {
    throw problem((error as Error).message);
  }
}
