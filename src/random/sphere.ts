import type { FloatArray } from '../arithmetic/tensor.ts';
import { fillNormal } from './normal.ts';
import type { Stream } from './stream.ts';

/**
 * Fills an array with a point that is uniform on the sphere of a radius: normal numbers, divided by their norm.
 *
 * @param stream source, moved on by two words a coordinate or a little more
 * @param out the coordinates, overwritten; its length is the dimension of the space and must not be 0
 * @param radius of the sphere, positive; 1 if left out
 * @returns `out`; its norm is the radius up to rounding, not exactly
 *
 * @example
 * ```ts
 * const [x, y] = sphere(stream(1, 'direction'), new Float64Array(2));
 * expect(x * x + y * y).toBeCloseTo(1, 14);
 * ```
 *
 * Source: M. E. Muller, "A note on a method for generating points uniformly on n-dimensional spheres", CACM 2, 1959.
 */
export function sphere<Out extends FloatArray>(stream: Stream, out: Out, radius: number = 1): Out {
  let squares = 0;
  while (squares === 0 && out.length > 0) {
    fillNormal(stream, out);
    for (let i = 0; i < out.length; i++) squares += out[i] * out[i];
  }
  const norm = Math.sqrt(squares);
  for (let i = 0; i < out.length; i++) out[i] = radius * (out[i] / norm);
  return out;
}
