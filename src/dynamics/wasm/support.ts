import type { FloatArray } from '../../arithmetic/tensor.ts';

/** Share of zeros from which on passing over them pays. */
const SPARSE = 0.25;

/** Words of 64 bits that hold a bit for each of so many entries. */
export function wordsOf(entries: number): number {
  return Math.ceil(entries / 64);
}

/** Data are looked through once, however often they are trained on. */
const known = new WeakMap<FloatArray, Uint8Array | undefined>();

/**
 * A bit for each entry of a row-major matrix that is not 0, in 64-bit words for each row as `sparseProduct` of
 * `assembly/matrix-product.ts` reads them; `undefined` where too few entries are 0.
 *
 * @param matrix [rows, columns], not changed any more
 */
export function supportBits(matrix: FloatArray, columns: number): Uint8Array | undefined {
  if (!known.has(matrix)) known.set(matrix, find(matrix, columns));
  return known.get(matrix);
}

function find(matrix: FloatArray, columns: number): Uint8Array | undefined {
  const size = 8 * wordsOf(columns);
  const bits = new Uint8Array((matrix.length / columns) * size);
  let zeros = 0;
  matrix.forEach((x, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    if (x === 0) zeros += 1;
    else bits[row * size + (column >> 3)] |= 1 << (column & 7);
  });
  return zeros < SPARSE * matrix.length ? undefined : bits;
}
