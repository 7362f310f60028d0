import type { Shape } from './layers/layer.ts';

/** One layer of a network, as plain data. */
export interface NetworkNode {
  /** Name of a layer: a member of `src/networks/layers/`. */
  readonly layer: string;
  readonly options?: Readonly<Record<string, number>>;
  /** What other nodes call it by, where they take its output. */
  readonly name?: string;
  /** The nodes whose outputs come in, or `data`; the node before, or the data for the first one, where this is left out. */
  readonly from?: readonly string[];
  /** What its arrays belong to: `hidden1` has `hidden1.weight`, and perhaps the bias of another node. */
  readonly block?: string;
  /** Whether its arrays stay at what they start with. */
  readonly fixed?: boolean;
}

/**
 * A network as plain data: layers in an order in which each comes after what it takes. The last one's output is the network's.
 *
 * An edge that passes over layers, as of a residual block, is a `from`:
 *
 *     { layer: 'linear', options: { units: 8 }, block: 'stem', name: 'stem' },
 *     { layer: 'layer-normalisation' }, { layer: 'linear', options: { units: 8 }, block: 'branch', name: 'branch' },
 *     { layer: 'add', from: ['stem', 'branch'] },
 */
export interface NetworkGraph {
  /** Shape of one row of the data. */
  readonly input: Shape;
  readonly nodes: readonly NetworkNode[];
}
