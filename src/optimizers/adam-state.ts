import type { FloatArray, Tensor } from '../arithmetic/tensor.ts';
import { zerosLike } from './buffers.ts';

/** What Adam and its kin remember: exponential averages of gradients and of their squares, and how far both are from being full. */
export interface AdamState {
  readonly m: FloatArray[];
  readonly v: FloatArray[];
  /** β₁ᵗ and β₂ᵗ as running products: Math.pow differs between JavaScript engines. */
  beta1Power: number;
  beta2Power: number;
}

/** The state before the first step. */
export function emptyAdamState(parameters: readonly Tensor[]): AdamState {
  return { m: zerosLike(parameters), v: zerosLike(parameters), beta1Power: 1, beta2Power: 1 };
}

/** Counts a step, and returns what its bias corrections divide by: 1 − β₁ᵗ for m, √(1 − β₂ᵗ) for √v. */
export function nextCorrections(
  state: AdamState,
  { beta1, beta2 }: { readonly beta1: number; readonly beta2: number },
): { readonly first: number; readonly second: number } {
  state.beta1Power *= beta1;
  state.beta2Power *= beta2;
  return { first: 1 - state.beta1Power, second: Math.sqrt(1 - state.beta2Power) };
}
