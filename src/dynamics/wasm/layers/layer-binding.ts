import type { Shape } from '../../../networks/layers/layer.ts';
import type { Machine } from '../machine.ts';
import type { Instruction, Region } from '../program.ts';

/** An array that a layer uses: where it is, and where its gradient goes if it is trained. */
export interface Weights {
  readonly region: Region;
  readonly gradient?: Region;
  /** The values, if they never change. */
  readonly constant?: ArrayLike<number>;
}

/** A bit for each entry of a matrix that is not 0, in words of 64 for each row and each column: see `sparseProduct`. */
export interface Support {
  readonly ofRows: Region;
  readonly ofColumns: Region;
}

/** What a layer is compiled for. */
export interface LayerPlace {
  readonly machine: Machine;
  readonly rows: number;
  /** Batch statistics are those of the first so many rows. */
  readonly estimationRows: number;
  /** The batches that come in, row-major [rows, …shape]. */
  readonly inputs: readonly Region[];
  readonly shapes: readonly Shape[];
  /** Shape of a row that goes out. */
  readonly output: Shape;
  /** The arrays of the layer, in the order of `Layer.arrays`. */
  readonly arrays: readonly Weights[];
  /** Where a good part of the input is 0. */
  readonly support?: Support;
}

/** A layer as instructions. */
export interface CompiledLayer {
  /** Row-major [rows, …output]. */
  readonly output: Region;
  readonly forward: readonly Instruction[];
  /**
   * Instructions that write the gradients of the layer's own arrays, and ∂loss/∂input into each of `inputGradients` that is not
   * `undefined`.
   */
  backward(outputGradient: Region, inputGradients: readonly (Region | undefined)[]): readonly Instruction[];
}

/** How a layer of `src/networks/layers/` becomes calls of kernels. A member of this folder is found by its type. */
export interface LayerBinding<Options extends Readonly<Record<string, number>> = Readonly<Record<string, number>>> {
  /** The name of the layer. */
  readonly layer: string;
  /** Whether it passes over zeros of its input where it is told of them: `LayerPlace.support`. */
  readonly sparse?: boolean;
  compile(place: LayerPlace, options: Options): CompiledLayer;
}
