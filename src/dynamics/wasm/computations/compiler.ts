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

/** Turns a computation into the instructions of one stochastic gradient and its loss. */
export type Compiler<Kind> = (computation: Kind, context: CompilerContext) => readonly Instruction[];
