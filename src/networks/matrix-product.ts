import type { FloatArray } from '../arithmetic/tensor.ts';

/** A matrix that lies in an array: entry (i, j) is `data[i·down + j·across]`. Swapping the two strides transposes it. */
export interface MatrixView {
  readonly data: FloatArray;
  readonly down: number;
  readonly across: number;
}

/**
 * The matrix product C = A B, for any strides of A and B, so that A Bᵀ and Aᵀ B are the same function.
 *
 *     C[i, j] = Σₖ A[i, k] B[k, j]
 *
 * Each entry is one float64 sum in the order of k, rounded once when it is stored: neither the tiling below nor the number of
 * rows changes a bit of it.
 *
 * @param a `[rows, inner]`
 * @param b `[inner, columns]`
 * @param product row-major `[rows, columns]`, overwritten; shares no memory with `a` and `b`
 * @param rows number of rows of A and C
 * @param inner number of columns of A and rows of B
 * @param columns number of columns of B and C
 */
export function multiply(a: MatrixView, b: MatrixView, product: FloatArray, rows: number, inner: number, columns: number): void {
  const tiledRows = rows - (rows % 2);
  const tiledColumns = columns - (columns % 4);
  multiplyTiles(a, b, product, tiledRows, inner, tiledColumns, columns);
  multiplyEntries(a, b, product, 0, tiledRows, inner, tiledColumns, columns);
  multiplyEntries(a, b, product, tiledRows, rows, inner, 0, columns);
}

/** Tiles of 2×4 entries: eight sums stay in registers, and each number that is loaded is used two or four times. */
function multiplyTiles(
  a: MatrixView,
  b: MatrixView,
  product: FloatArray,
  rows: number,
  inner: number,
  columns: number,
  stride: number,
): void {
  const { data: x, down, across } = a;
  const { data: y, down: next, across: beside } = b;
  for (let i = 0; i < rows; i += 2) {
    for (let j = 0; j < columns; j += 4) {
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s03 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s13 = 0;
      let p = i * down;
      let q0 = j * beside;
      let q1 = q0 + beside;
      let q2 = q1 + beside;
      let q3 = q2 + beside;
      for (let k = 0; k < inner; k++) {
        const x0 = x[p];
        const x1 = x[p + down];
        const y0 = y[q0];
        const y1 = y[q1];
        const y2 = y[q2];
        const y3 = y[q3];
        s00 += x0 * y0;
        s01 += x0 * y1;
        s02 += x0 * y2;
        s03 += x0 * y3;
        s10 += x1 * y0;
        s11 += x1 * y1;
        s12 += x1 * y2;
        s13 += x1 * y3;
        p += across;
        q0 += next;
        q1 += next;
        q2 += next;
        q3 += next;
      }
      const top = i * stride + j;
      const bottom = top + stride;
      product[top] = s00;
      product[top + 1] = s01;
      product[top + 2] = s02;
      product[top + 3] = s03;
      product[bottom] = s10;
      product[bottom + 1] = s11;
      product[bottom + 2] = s12;
      product[bottom + 3] = s13;
    }
  }
}

/** What the tiles leave over, entry by entry. */
function multiplyEntries(
  a: MatrixView,
  b: MatrixView,
  product: FloatArray,
  firstRow: number,
  endRow: number,
  inner: number,
  firstColumn: number,
  columns: number,
): void {
  const { data: x, down, across } = a;
  const { data: y, down: next, across: beside } = b;
  for (let i = firstRow; i < endRow; i++) {
    for (let j = firstColumn; j < columns; j++) {
      let sum = 0;
      let p = i * down;
      let q = j * beside;
      for (let k = 0; k < inner; k++) {
        sum += x[p] * y[q];
        p += across;
        q += next;
      }
      product[i * columns + j] = sum;
    }
  }
}
