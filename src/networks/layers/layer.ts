import type { FloatArray, Precision } from '../../arithmetic/tensor.ts';

/** Extents of what a layer takes or gives for one row of a batch, the channels last: [units], or [height, width, channels]. */
export type Shape = readonly number[];

/** What an array of a network is, which decides how it starts: normal of variance 1/fan-in, 0, or 1. */
export type Role = 'weight' | 'bias' | 'gain' | 'shift';

/** An array that a layer uses, trained or fixed. */
export interface LayerArray {
  /** Its name within the block of the layer: `weight`. */
  readonly name: string;
  /** With the channels that go out last, so that a column holds what one of them is made with. */
  readonly shape: Shape;
  readonly role: Role;
}

/** A number that a layer is configured with, and which values are legal. */
export interface LayerOption {
  readonly min: number;
  readonly integer?: boolean;
  /** Without one it has to be given. */
  readonly default?: number;
}

/**
 * What factors on some arrays of a network do to a batch: nothing, all of it is multiplied by the same c > 0, or each channel by a
 * factor of its own. What goes out is multiplied by the factor that came in: a square, which gives c², has no scale.
 */
export type Scale = 'none' | 'whole' | 'channels';

/** Where a layer is put. */
export interface Place {
  /** Rows of a batch. */
  readonly rows: number;
  /** Statistics of the batch are those of the first so many rows: as training rows stand before test rows. */
  readonly estimationRows: number;
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  /** How numbers are stored between layers. */
  readonly precision: Precision;
}

/** A batch on its way forward. All are row-major [rows, …shape], and belong to the network. */
export interface Pass {
  readonly inputs: readonly FloatArray[];
  readonly output: FloatArray;
  /** The arrays of the layer, in the order of `Layer.arrays`. */
  readonly arrays: readonly FloatArray[];
}

/** The same batch on its way back. */
export interface BackwardPass extends Pass {
  /** ∂loss/∂output */
  readonly outputGradient: FloatArray;
  /** Where ∂loss/∂input goes, for each input; `undefined` where nobody asks, as before a first layer, whose input is data. */
  readonly inputGradients: readonly (FloatArray | undefined)[];
  /** Where ∂loss/∂array goes, for each array; `undefined` where the array is fixed. */
  readonly gradients: readonly (FloatArray | undefined)[];
}

/**
 * A layer at its place. What `forward` remembers for `backward` (a standard deviation, say) is memory of its own, so that a step
 * allocates nothing; everything else the network hands it.
 */
export interface LayerInstance {
  forward(pass: Pass): void;
  /** Overwrites all gradients that are asked for. Comes after the `forward` of the same batch. */
  backward(pass: BackwardPass): void;
}

/**
 * A differentiable map of batches. It is a plain description: `instantiate` makes what computes.
 *
 * A member of `src/networks/layers/` is found by its type. It needs no kernel: a network with a layer that has none
 * (`src/dynamics/wasm/layers/`) is computed by the reference engine.
 */
export interface Layer<Options extends Readonly<Record<string, number>> = Readonly<Record<string, number>>> {
  /** How a graph calls it. */
  readonly name: string;
  /** What it computes, in a formula. */
  readonly formula: string;
  /** How many batches come in; 1 where this is left out. */
  readonly inputs?: number;
  readonly options: { readonly [Key in keyof Options]: LayerOption };
  /** Shape of what goes out. May throw an `Error` that says what it cannot take. */
  output(inputs: readonly Shape[], options: Options): Shape;
  /** The arrays that it uses; none where this is left out. */
  arrays?(inputs: readonly Shape[], options: Options): readonly LayerArray[];
  /**
   * The rule that gives scale-invariant groups: what becomes of the output where inputs and arrays are scaled.
   *
   * With ε = 0. `undefined`: something else than a scale, as behind tanh.
   */
  scale(inputs: readonly Scale[], arrays: readonly Scale[]): Scale | undefined;
  instantiate(place: Place, options: Options): LayerInstance;
}
