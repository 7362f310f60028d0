import type { Optimizer } from '../optimizers/optimizer.ts';
import { tolerance } from './measuring-precision.ts';
import type { ResponseReading } from './response.ts';

/** Weights with which the first and every later gradient enter the step. */
export function gradientWeights(optimizer: Optimizer, { kernel, laterKernel }: ResponseReading): readonly [number, number] {
  const unrounded = (weight: number): number => (Math.abs(weight - 1) <= tolerance(optimizer, 1e-9, 1e-5) ? 1 : weight);
  const first = unrounded(kernel?.[0] ?? 1);
  return [first, unrounded(laterKernel?.[0] ?? first)];
}
