import type { FloatArray } from '../arithmetic/tensor.ts';

/** Euclidean norm √(Σ xⱼ²), accumulated in float64 whatever the storage; exact under scaling by powers of two. */
export function norm(x: FloatArray): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) sum += x[j] * x[j];
  return Math.sqrt(sum);
}
