import { LANES, WORD, add, multiply, splat, storeFirst } from './vector';

// Every entry of a product is one sum in the order of k, whatever tile it is computed in; so tiles may overlap where the number of
// rows is odd. A tile is 2 rows by 4 vectors: 8 sums, 4 vectors of B, two broadcast entries of A and a product are the 15 vector
// registers that V8 has on x64. It loads all that a step needs before it computes, so that one more would be spilled.

/**
 * C = A B with entry (i, k) of A at `a + i·down + k·across` (bytes), B row-major [inner, columns] and C row-major [rows, columns].
 * C shares no memory with A and B. Up to LANES − 1 numbers behind B are read.
 */
export function matrixProduct(
  a: usize,
  down: usize,
  across: usize,
  b: usize,
  c: usize,
  rows: i32,
  inner: i32,
  columns: i32,
): void {
  const stride = <usize>columns * WORD;
  while (columns >= 4 * LANES) {
    dense4(a, down, across, b, c, stride, rows, inner, LANES);
    b += 64;
    c += 64;
    columns -= 4 * LANES;
  }
  if (columns > 3 * LANES) dense4(a, down, across, b, c, stride, rows, inner, columns - 3 * LANES);
  else if (columns > 2 * LANES) dense3(a, down, across, b, c, stride, rows, inner, columns - 2 * LANES);
  else if (columns > LANES) dense2(a, down, across, b, c, stride, rows, inner, columns - LANES);
  else if (columns > 0) dense1(a, down, across, b, c, stride, rows, inner, columns);
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
export function sparseProduct(
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
  const stride = <usize>columns * WORD;
  const words = wordsOf(inner);
  const last = stride - 64;
  for (let column: usize = 0; column < last; column += 64)
    sparse4(a, down, across, b + column, c + column, stride, rows, words, support);
  // A second call keeps `sparse4` a function of its own.
  sparse4(a, down, across, b + last, c + last, stride, rows, words, support);
}

/**
 * So many vectors of columns, two rows at a time; of the last vector the first `count` lanes are stored. If `sparse`, `inner`
 * counts the words of a row in `support` instead of its entries. `vectors` and `sparse` are constants of each call, so that a
 * version is compiled for each.
 */
// @ts-ignore: decorator
@inline
function panel(
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
    let s00 = splat(0);
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
        const x = v128.load_splat<Real>(upper + k * across);
        const y = v128.load_splat<Real>(lower + k * across);
        const entries = w + k * stride;
        let z = v128.load(entries);
        s00 = add(s00, multiply(x, z));
        s10 = add(s10, multiply(y, z));
        if (vectors > 1) {
          z = v128.load(entries, 16);
          s01 = add(s01, multiply(x, z));
          s11 = add(s11, multiply(y, z));
        }
        if (vectors > 2) {
          z = v128.load(entries, 32);
          s02 = add(s02, multiply(x, z));
          s12 = add(s12, multiply(y, z));
        }
        if (vectors > 3) {
          z = v128.load(entries, 48);
          s03 = add(s03, multiply(x, z));
          s13 = add(s13, multiply(y, z));
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
    storeFirst(c + last, vectors == 1 ? s00 : vectors == 2 ? s01 : vectors == 3 ? s02 : s03, count);
    storeFirst(bottom + last, vectors == 1 ? s10 : vectors == 2 ? s11 : vectors == 3 ? s12 : s13, count);
    a += down << 1;
    c += stride << 1;
    if (sparse) support += <usize>words << 4;
  }
}

function dense4(
  a: usize,
  down: usize,
  across: usize,
  b: usize,
  c: usize,
  stride: usize,
  rows: i32,
  inner: i32,
  count: i32,
): void {
  panel(a, down, across, b, c, stride, rows, inner, count, 4, 0, false);
}

function dense3(
  a: usize,
  down: usize,
  across: usize,
  b: usize,
  c: usize,
  stride: usize,
  rows: i32,
  inner: i32,
  count: i32,
): void {
  panel(a, down, across, b, c, stride, rows, inner, count, 3, 0, false);
}

function dense2(
  a: usize,
  down: usize,
  across: usize,
  b: usize,
  c: usize,
  stride: usize,
  rows: i32,
  inner: i32,
  count: i32,
): void {
  panel(a, down, across, b, c, stride, rows, inner, count, 2, 0, false);
}

function dense1(
  a: usize,
  down: usize,
  across: usize,
  b: usize,
  c: usize,
  stride: usize,
  rows: i32,
  inner: i32,
  count: i32,
): void {
  panel(a, down, across, b, c, stride, rows, inner, count, 1, 0, false);
}

function sparse4(
  a: usize,
  down: usize,
  across: usize,
  b: usize,
  c: usize,
  stride: usize,
  rows: i32,
  inner: i32,
  support: usize,
): void {
  panel(a, down, across, b, c, stride, rows, inner, LANES, 4, support, true);
}

/** Writes the transpose of row-major [rows, columns]. */
export function transpose(from: usize, to: usize, rows: i32, columns: i32): void {
  const down = <usize>columns * WORD;
  const across = <usize>rows * WORD;
  if (sizeof<Real>() == 4 && rows >= 4 && columns >= 4) {
    for (let i = 0; i < rows; i += 4) {
      const top = min(i, rows - 4);
      for (let j = 0; j < columns; j += 4) {
        const left = min(j, columns - 4);
        const source = from + top * down + left * WORD;
        const r0 = v128.load(source);
        const r1 = v128.load(source + down);
        const r2 = v128.load(source + 2 * down);
        const r3 = v128.load(source + 3 * down);
        const even0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
        const odd0 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
        const even1 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
        const odd1 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
        const target = to + left * across + top * WORD;
        v128.store(target, v128.shuffle<f64>(even0, even1, 0, 2));
        v128.store(target + across, v128.shuffle<f64>(even0, even1, 1, 3));
        v128.store(target + 2 * across, v128.shuffle<f64>(odd0, odd1, 0, 2));
        v128.store(target + 3 * across, v128.shuffle<f64>(odd0, odd1, 1, 3));
      }
    }
    return;
  }
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) store<Real>(to + j * across + i * WORD, load<Real>(from + i * down + j * WORD));
}
