import { size, zeros, type Precision, type Tensor } from '../arithmetic/tensor.ts';
import { normal } from '../random/normal.ts';
import { stream } from '../random/stream.ts';
import type { Stream } from '../random/stream.ts';

/** Two matrices and a vector: enough to see a rule that treats tensors differently by shape or by position. */
export const probeShapes: readonly (readonly number[])[] = [[4, 3], [5], [3, 2]];

/** Tensors of standard normal entries times `scale`, rounded to the precision. */
export function normalTensors(shapes: readonly (readonly number[])[], precision: Precision, source: Stream, scale = 1): Tensor[] {
  return shapes.map((shape) => {
    const tensor = zeros(shape, precision);
    for (let i = 0; i < tensor.data.length; i++) tensor.data[i] = scale * normal(source);
    return tensor;
  });
}

/**
 * A stochastic gradient on independent spheres, one a tensor, that obeys the law of a scale-invariant loss exactly:
 *
 *     g(w) = (aₜ − ⟨aₜ, u⟩ u) · s / ‖w‖,   u = w/‖w‖
 *
 * with a fixed drift plus fresh noise in aₜ. Under w → 2^k w it becomes g/2^k bit for bit, because every operation is either
 * scale-free or commutes with a power of two.
 */
export class SphereGradient {
  private readonly noise: Stream;
  private readonly scale: number;
  private readonly drift: readonly Tensor[];

  /**
   * @param shapes tensors of the problem
   * @param seed selects drift and noise
   * @param scale s, the size of the gradient on the unit sphere
   */
  constructor(shapes: readonly (readonly number[])[], seed: number | string, scale = 1) {
    this.noise = stream(seed, 'sphere-gradient', 'noise');
    this.scale = scale;
    this.drift = normalTensors(shapes, 'float64', stream(seed, 'sphere-gradient', 'drift').seek(0, 0));
  }

  /** The gradient of step `step` (counting from 1) at `parameters`, in their precision. */
  at(parameters: readonly Tensor[], step: number): Tensor[] {
    this.noise.seek(0, step);
    return parameters.map(({ data, shape }, i) => {
      let square = 0;
      for (const w of data) square += w * w;
      const norm = Math.sqrt(square);
      const ambient = Float64Array.from(this.drift[i].data, (a) => a + normal(this.noise));
      let along = 0;
      for (let j = 0; j < data.length; j++) along += ambient[j] * (data[j] / norm);
      const gradient = zeros(shape, data instanceof Float64Array ? 'float64' : 'float32');
      for (let j = 0; j < size(shape); j++) gradient.data[j] = ((ambient[j] - along * (data[j] / norm)) * this.scale) / norm;
      return gradient;
    });
  }
}

/** Every entry times a power of two (or any factor), as new tensors. */
export function scaled(tensors: readonly Tensor[], factor: number): Tensor[] {
  return tensors.map(({ data, shape }) => ({ data: data.map((value) => value * factor) as typeof data, shape }));
}

/** a + factor·b, entry by entry, as new tensors. */
export function plus(a: readonly Tensor[], factor: number, b: readonly Tensor[]): Tensor[] {
  return a.map(({ data, shape }, i) => ({ data: data.map((value, j) => value + factor * b[i].data[j]) as typeof data, shape }));
}

/** Euclidean norm of x − y over all entries of one tensor. */
export function distance(x: Tensor, y: Tensor): number {
  let square = 0;
  for (let i = 0; i < x.data.length; i++) square += (x.data[i] - y.data[i]) ** 2;
  return Math.sqrt(square);
}

/** Euclidean norm of a tensor's entries. */
export function norm({ data }: Tensor): number {
  let square = 0;
  for (const value of data) square += value * value;
  return Math.sqrt(square);
}

/** Whether all entries agree bit for bit (NaN agrees with NaN, 0 does not agree with −0 unless `===` says so). */
export function identical(a: readonly Tensor[], b: readonly Tensor[]): boolean {
  return a.every(({ data }, i) =>
    data.every((value, j) => value === b[i].data[j] || (value !== value && b[i].data[j] !== b[i].data[j])),
  );
}
