import type { FloatArray } from '../arithmetic/tensor.ts';
import type { Sampling } from '../datasets/row-sampler.ts';
import type { NetworkGraph } from '../networks/graph.ts';

/**
 * What a gradient computes, as plain data, for engines that compile it. Whoever wraps or changes the `gradient` of an instance
 * leaves it out.
 */
export type Computation = NetworkComputation | SphereComputation | NoiseComputation;

/** Mean cross-entropy of a network on mini-batches, whose trained arrays are those of `describeNetwork`. */
export interface NetworkComputation {
  readonly kind: 'network';
  readonly graph: NetworkGraph;
  /** Values of the constant arrays, in the order of `describeNetwork`. */
  readonly constants: readonly FloatArray[];
  /** Row-major [≥ rows, size of a row]; only the first `rows` rows are trained on. */
  readonly inputs: FloatArray;
  /** [≥ rows] */
  readonly labels: Uint8Array;
  readonly rows: number;
  /** Rows of a mini-batch, of the same number at every step. */
  readonly batch: number;
  /** How they are drawn; `all`: they are all rows, in order. */
  readonly sampling: Sampling | 'all';
}

/** A function on the sphere with isotropic gradient noise: see `sphericalObjective`. */
export interface SphereComputation {
  readonly kind: 'sphere';
  readonly dimension: number;
  /** σ */
  readonly noise: number;
  readonly loss: SphereLoss;
}

/**
 * The loss of a function on the sphere: the name of a kernel, whose operands are u and v, the arrays, as many scratch arrays of d
 * numbers, then d and the numbers.
 */
export interface SphereLoss {
  readonly kernel: string;
  readonly arrays?: readonly Float64Array[];
  readonly scratch?: number;
  readonly numbers: readonly number[];
}

/** Isotropic gradient noise of these strengths on spheres, one parameter each, and no loss. */
export interface NoiseComputation {
  readonly kind: 'isotropic-noise';
  readonly dimension: number;
  readonly strengths: readonly number[];
  /** Normal noise is multiplied by √(unit·A), A one-sided stable with this index; left out where it stays normal. */
  readonly tail?: { readonly index: number; readonly unit: number };
}
