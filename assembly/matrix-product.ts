import { storeFirst } from './vector';

// Every entry of a product is one sum in the order of k, whatever tile it is computed in; so tiles may overlap where the number of
// rows is odd. A tile is 2 rows by 4 vectors: 8 sums, 4 vectors of B, two broadcast entries of A and a product are the 15 vector
// registers that V8 has on x64. V8 loads all that a step needs before it computes, so that one more would be spilled.

/**
 * C = A B with entry (i, k) of A at `a + i·down + k·across` (bytes), B row-major [inner, columns] and C row-major [rows, columns].
 * C shares no memory with A and B. Up to 12 bytes behind B are read.
 */
export function matrixProduct<T>(
  a: usize,
  down: usize,
  across: usize,
  b: usize,
  c: usize,
  rows: i32,
  inner: i32,
  columns: i32,
): void {
  const lanes: i32 = 16 / sizeof<T>();
  const stride = <usize>columns * sizeof<T>();
  for (; columns > 3 * lanes; columns -= 4 * lanes) {
    panel<T>(a, down, across, b, c, stride, rows, inner, columns - 3 * lanes, 4, 0, false);
    b += 64;
    c += 64;
  }
  if (columns > 2 * lanes) panel<T>(a, down, across, b, c, stride, rows, inner, columns - 2 * lanes, 3, 0, false);
  else if (columns > lanes) panel<T>(a, down, across, b, c, stride, rows, inner, columns - lanes, 2, 0, false);
  else if (columns > 0) panel<T>(a, down, across, b, c, stride, rows, inner, columns, 1, 0, false);
}

/** Words of 64 bits that hold a bit for each of so many entries. */
export function wordsOf(entries: i32): i32 {
  return (entries + 63) >> 6;
}

/**
 * The same product of a matrix A with many zeros: entry (i, k) is 0 where bit k % 64 of word ⌊k / 64⌋ of row i is not set in
 * `support`. A pair of rows passes over what both have 0. Adding 0 to a sum that began at +0 changes no bit of it, so that the
 * result is that of the dense product as long as B is finite.
 *
 * The number of columns is a multiple of four vectors.
 */
export function sparseProduct<T>(
  a: usize,
  down: usize,
  across: usize,
  support: usize,
  b: usize,
  c: usize,
  rows: i32,
  inner: i32,
  columns: i32,
): void {
  const stride = <usize>columns * sizeof<T>();
  const words = wordsOf(inner);
  const lanes: i32 = 16 / sizeof<T>();
  for (; columns > 0; columns -= 4 * lanes) {
    panel<T>(a, down, across, b, c, stride, rows, words, lanes, 4, support, true);
    b += 64;
    c += 64;
  }
}

/**
 * So many vectors of columns, two rows at a time; of the last vector the first `count` lanes are stored. If `sparse`, `inner`
 * counts the words of a row in `support` instead of its entries. `vectors` and `sparse` are constants of each call, so that a
 * version is compiled for each.
 */
// @ts-ignore: decorator
@inline
function panel<T>(
  a: usize,
  down: usize,
  across: usize,
  b: usize,
  c: usize,
  stride: usize,
  rows: i32,
  inner: i32,
  count: i32,
  vectors: i32,
  support: usize,
  sparse: bool,
): void {
  const words = sparse ? inner : 1;
  const end = b + inner * stride;
  // A single row is its own neighbour.
  const next = rows == 1 ? 0 : 1;
  for (let left = rows; left > 0; left -= 2) {
    if (left == 1) {
      // One row is left: it and the one before.
      a -= next * down;
      c -= next * stride;
      support -= <usize>(next * words) << 3;
    }
    let upper = a;
    let lower = a + next * down;
    let w = b;
    let s00 = v128.splat<T>(0);
    let s01 = s00;
    let s02 = s00;
    let s03 = s00;
    let s10 = s00;
    let s11 = s00;
    let s12 = s00;
    let s13 = s00;
    for (let word = 0; word < words; word++) {
      let bits: u64 = 0;
      if (sparse) {
        const at = support + (<usize>word << 3);
        bits = load<u64>(at) | load<u64>(at + (<usize>(next * words) << 3));
      }
      // V8 unrolls a loop of this size only if it is inside another one.
      while (sparse ? bits != 0 : w < end) {
        const k = sparse ? <usize>ctz(bits) : 0;
        const x = v128.load_splat<T>(upper + k * across);
        const y = v128.load_splat<T>(lower + k * across);
        const entries = w + k * stride;
        let z = v128.load(entries);
        s00 = v128.add<T>(s00, v128.mul<T>(x, z));
        s10 = v128.add<T>(s10, v128.mul<T>(y, z));
        if (vectors > 1) {
          z = v128.load(entries, 16);
          s01 = v128.add<T>(s01, v128.mul<T>(x, z));
          s11 = v128.add<T>(s11, v128.mul<T>(y, z));
        }
        if (vectors > 2) {
          z = v128.load(entries, 32);
          s02 = v128.add<T>(s02, v128.mul<T>(x, z));
          s12 = v128.add<T>(s12, v128.mul<T>(y, z));
        }
        if (vectors > 3) {
          z = v128.load(entries, 48);
          s03 = v128.add<T>(s03, v128.mul<T>(x, z));
          s13 = v128.add<T>(s13, v128.mul<T>(y, z));
        }
        if (sparse) {
          bits &= bits - 1;
        } else {
          upper += across;
          lower += across;
          w += stride;
        }
      }
      if (sparse) {
        upper += across << 6;
        lower += across << 6;
        w += stride << 6;
      }
    }
    const bottom = c + next * stride;
    if (vectors > 1) {
      v128.store(c, s00);
      v128.store(bottom, s10);
    }
    if (vectors > 2) {
      v128.store(c, s01, 16);
      v128.store(bottom, s11, 16);
    }
    if (vectors > 3) {
      v128.store(c, s02, 32);
      v128.store(bottom, s12, 32);
    }
    const last = (vectors - 1) * 16;
    storeFirst<T>(c + last, vectors == 1 ? s00 : vectors == 2 ? s01 : vectors == 3 ? s02 : s03, count);
    storeFirst<T>(bottom + last, vectors == 1 ? s10 : vectors == 2 ? s11 : vectors == 3 ? s12 : s13, count);
    a += down << 1;
    c += stride << 1;
    if (sparse) support += <usize>words << 4;
  }
}
