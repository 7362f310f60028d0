import type { FloatArray } from '../../arithmetic/tensor.ts';

/**
 * Bytes of a frame as numbers, where they lie as such numbers do; `undefined`: they do not. Small arrays have no memory of their own before
 * somebody asks for their buffer, which is why that of the frame is asked for and not that of a tensor.
 *
 * @param width bytes of a number, 8 or 4
 */
export function entriesAt(width: number, bytes: Uint8Array, offset: number, length: number): FloatArray | undefined {
  const start = bytes.byteOffset + offset;
  if (start % width !== 0) return undefined;
  const { buffer } = bytes as Uint8Array<ArrayBuffer>;
  return width === 8 ? new Float64Array(buffer, start, length) : new Float32Array(buffer, start, length);
}
