import type { Optimizer } from '../../../optimizers/optimizer.ts';
import type { Machine } from '../machine.ts';
import type { Instruction, Region } from '../program.ts';

/** η and λ of a step, and its number, counting from 1. */
export interface StepRates {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly step: number;
}

/** Where parameters, their gradients and the state of an optimizer are, each `count` numbers. */
export interface UpdatePlaces {
  readonly parameters: Region;
  readonly gradients: Region;
  readonly buffers: readonly Region[];
  readonly count: number;
}

/** The places of one tensor. */
export interface TensorPlaces extends UpdatePlaces {
  readonly shape: readonly number[];
}

/**
 * An optimizer in kernels of `assembly/kernels/updates`, which compute the same bits as the optimizer itself given the same gradient:
 * everything that is the same for all coordinates is computed here, in the optimizer's own words.
 */
export interface UpdateRule {
  readonly optimizer: Optimizer;
  /** How each state buffer, which has a number for each parameter, begins. */
  readonly buffers: readonly ('zeros' | 'parameters')[];
  /** Numbers a step that the kernels ask for. */
  readonly size: number;
  /** Begins a run: the function returned is called once a step, in order, and gives these numbers. */
  begin(hyperparameters: Readonly<Record<string, number>>): (rates: StepRates) => readonly number[];
  /** The kernel of an element-wise rule, called once for all parameters; or the instructions of another one. */
  readonly update: string | ((all: UpdatePlaces, tensors: readonly TensorPlaces[], machine: Machine) => readonly Instruction[]);
}
