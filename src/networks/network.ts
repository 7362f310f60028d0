import { zeros, type FloatArray, type Precision, type Tensor } from '../arithmetic/tensor.ts';
import { DATA, type DescribedNode, type NetworkDescription } from './describe-network.ts';
import type { LayerInstance, Shape } from './layers/layer.ts';

/** What a network is built for. */
export interface NetworkOptions {
  /** Values of the constants, in the order of the description. */
  readonly constants: readonly FloatArray[];
  /** Rows of a batch. */
  readonly rows: number;
  /** Under batch normalisation, the first so many rows determine mean and variance (default: all). */
  readonly estimationRows?: number;
  /** How numbers are stored between layers. */
  readonly precision: Precision;
  /** Whether to have memory for `backward` (default true). */
  readonly differentiable?: boolean;
}

/** A node with its memory. The lists are filled in place, so that a step allocates nothing. */
interface Station {
  readonly node: DescribedNode;
  readonly instance: LayerInstance;
  readonly inputs: FloatArray[];
  readonly output: FloatArray;
  readonly arrays: FloatArray[];
  readonly outputGradient: FloatArray;
  readonly inputGradients: (FloatArray | undefined)[];
  readonly gradients: (FloatArray | undefined)[];
  /** Gradients that come back by further edges, which are added to the first. */
  readonly further: FloatArray[];
}

/** The reference for what a graph computes: its layers one after the other, with the memory for one batch of a fixed number of rows. */
export class Network {
  private readonly stations: readonly Station[];
  /** Whether what comes out of each depends on something trained. */
  private readonly trained: readonly boolean[];

  constructor({ nodes }: NetworkDescription, options: NetworkOptions) {
    const { rows, estimationRows = rows, precision, differentiable = true, constants } = options;
    const batch = (shape: Shape): FloatArray => zeros([rows, ...shape], precision).data;
    const stations: Station[] = [];
    for (const node of nodes) {
      stations.push({
        node,
        instance: node.layer.instantiate({ ...node, rows, estimationRows, precision }, node.options),
        inputs: node.from.map((from) => (from === DATA ? NOTHING : stations[from].output)),
        output: batch(node.output),
        arrays: node.arrays.map(({ trained, index }) => (trained ? NOTHING : constants[index])),
        outputGradient: differentiable ? batch(node.output) : NOTHING,
        inputGradients: node.from.map(() => undefined),
        gradients: node.arrays.map(() => undefined),
        further: [],
      });
    }
    this.stations = stations;
    this.trained = trainedNodes(nodes);
    if (differentiable) this.layEdges(batch);
  }

  /** Gives every edge on which a gradient comes back a place: the first edge from a node its own, others one beside it. */
  private layEdges(batch: (shape: Shape) => FloatArray): void {
    const begun = new Set<number>();
    for (const { node, inputGradients } of this.stations) {
      node.from.forEach((from, input) => {
        if (from === DATA || !this.trained[from]) return;
        const before = this.stations[from];
        if (begun.has(from)) before.further.push(batch(before.node.output));
        inputGradients[input] = begun.has(from) ? before.further[before.further.length - 1] : before.outputGradient;
        begun.add(from);
      });
    }
  }

  /** Where the gradient of the loss with respect to the network's output goes before `backward`. */
  get outputGradient(): FloatArray {
    return this.stations[this.stations.length - 1].outputGradient;
  }

  /** Computes the output for a batch. The array belongs to the network and is overwritten by the next call. */
  forward(input: FloatArray, parameters: readonly Tensor[]): FloatArray {
    for (const station of this.stations) {
      const { node, instance, inputs, arrays } = station;
      for (let i = 0; i < inputs.length; i++) if (node.from[i] === DATA) inputs[i] = input;
      for (let i = 0; i < arrays.length; i++) if (node.arrays[i].trained) arrays[i] = parameters[node.arrays[i].index].data;
      instance.forward(station);
    }
    return this.stations[this.stations.length - 1].output;
  }

  /** Writes the gradients of all parameters, from `outputGradient` and the batch that went forward last. */
  backward(gradients: readonly Tensor[]): void {
    for (let i = this.stations.length - 1; i >= 0; i--) {
      const station = this.stations[i];
      const { node, instance, outputGradient, further } = station;
      for (const other of further) for (let j = 0; j < other.length; j++) outputGradient[j] += other[j];
      for (let k = 0; k < node.arrays.length; k++)
        if (node.arrays[k].trained) station.gradients[k] = gradients[node.arrays[k].index].data;
      if (this.trained[i]) instance.backward(station);
    }
  }
}

/** What stands where data or trained arrays come at every step. */
const NOTHING = new Float64Array(0);

/** Whether the output of each node depends on something trained. */
export function trainedNodes(nodes: readonly DescribedNode[]): readonly boolean[] {
  const trained: boolean[] = [];
  for (const { from, arrays } of nodes)
    trained.push(arrays.some((array) => array.trained) || from.some((node) => node !== DATA && trained[node]));
  return trained;
}
