import type { Optimizer } from '../../../optimizers/optimizer.ts';

/** η and λ of a step, and its number, counting from 1. */
export interface StepRates {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly step: number;
}

/**
 * An element-wise optimizer as a kernel of `assembly/kernels/updates`, which computes the same bits as the optimizer itself given
 * the same gradient: everything that is the same for all coordinates is computed here, in the optimizer's own words.
 */
export interface UpdateRule {
  readonly optimizer: Optimizer;
  readonly kernel: string;
  /** How each state buffer begins. */
  readonly buffers: readonly ('zeros' | 'parameters')[];
  /** Numbers a step that the kernel asks for. */
  readonly size: number;
  /** Begins a run: the function returned is called once a step, in order, and gives these numbers. */
  begin(hyperparameters: Readonly<Record<string, number>>): (rates: StepRates) => readonly number[];
}
