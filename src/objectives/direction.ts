import type { FloatArray } from '../arithmetic/tensor.ts';

/**
 * Writes the direction u = w/‖w‖ in float64 and returns ‖w‖.
 *
 * Every operation commutes with scaling w by a power of two, bit for bit, as long as no square overflows or vanishes. The zero
 * vector has no direction: NaN.
 */
export function direction(w: FloatArray, u: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < w.length; i++) squares += w[i] * w[i];
  const norm = Math.sqrt(squares);
  for (let i = 0; i < w.length; i++) u[i] = w[i] / norm;
  return norm;
}

/**
 * Turns a gradient on the sphere's ambient space into the gradient at w of the scale-invariant function:
 *
 *     g = (v − ⟨v, u⟩ u) / ‖w‖
 *
 * @param v ambient gradient at u
 * @param u unit vector
 * @param norm ‖w‖
 * @param g overwritten
 */
export function pullBack(v: Float64Array, u: Float64Array, norm: number, g: FloatArray): void {
  let radial = 0;
  for (let i = 0; i < u.length; i++) radial += v[i] * u[i];
  for (let i = 0; i < u.length; i++) g[i] = (v[i] - radial * u[i]) / norm;
}
