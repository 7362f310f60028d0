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

/** What a layer is compiled for: the layer before it gives `input`, row-major [rows, inputs]. */
export interface LayerInput {
  readonly machine: Machine;
  readonly rows: number;
  readonly units: number;
  readonly input: Region;
  /** Batch statistics are those of the first so many rows; default: all. */
  readonly estimationRows?: number;
  /** Where a good part of the input is 0. */
  readonly support?: Support;
}

/** A layer as instructions. */
export interface CompiledLayer {
  /** Row-major [rows, units]. */
  readonly output: Region;
  readonly units: number;
  readonly forward: readonly Instruction[];
  /**
   * Instructions that write the gradients of the layer's own arrays, and ∂loss/∂input into `inputGradient` unless that is
   * `undefined`, as before a first layer.
   */
  backward(outputGradient: Region, inputGradient: Region | undefined): readonly Instruction[];
}
