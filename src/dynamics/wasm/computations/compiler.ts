import type { Machine } from '../machine.ts';
import type { Instruction, Region } from '../program.ts';

/** What a computation is compiled for. */
export interface CompilerContext {
  readonly machine: Machine;
  /** The objective's parameters and their gradients, in order. */
  readonly parameters: readonly Region[];
  readonly gradients: readonly Region[];
  /** Key of the stream that gradients draw from. */
  readonly key: Int32Array;
}

/** What a computation becomes. */
export interface CompiledComputation {
  /** Draws the standard initialisation; the stream is where it begins. */
  readonly initialise: readonly Instruction[];
  /** One stochastic gradient and its loss. */
  readonly gradient: readonly Instruction[];
}

/** Turns a computation into instructions. */
export type Compiler<Kind> = (computation: Kind, context: CompilerContext) => CompiledComputation;
