import { LANES, WORD, add, multiply, splat, storeFirst } from './vector';

// Every entry of a product is one sum in the order of k, whatever tile it is computed in; so tiles may overlap where a size is no
// multiple of the tile. A tile is 4 rows by 2 vectors: 8 sums, 2 vectors of B and a broadcast entry of A fit the 16 registers.

/**
 * C = A B with entry (i, k) of A at `a + i·down + k·across` (bytes), so that A Bᵀ … B is row-major [inner, columns] with rows
 * `columns` apart, and C is row-major [rows, columns]. C shares no memory with A and B. Up to LANES − 1 numbers behind B are read.
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
  let j = 0;
  while (columns - j >= 2 * LANES) {
    panel2(a, down, across, b + j * WORD, stride, c + j * WORD, rows, inner);
    j += 2 * LANES;
  }
  const rest = columns - j;
  if (rest == 0) return;
  if (rest > LANES && columns >= 2 * LANES) {
    j = columns - 2 * LANES;
    panel2(a, down, across, b + j * WORD, stride, c + j * WORD, rows, inner);
    return;
  }
  if (rest > LANES) {
    panel1(a, down, across, b, stride, c, rows, inner, LANES);
    j = columns - LANES;
  }
  if (columns >= LANES) j = columns - LANES;
  panel1(a, down, across, b + j * WORD, stride, c + j * WORD, rows, inner, columns);
}

function panel2(a: usize, down: usize, across: usize, b: usize, stride: usize, c: usize, rows: i32, inner: i32): void {
  if (rows < 4) {
    for (let i = 0; i < rows; i++) tile1x2(a + i * down, across, b, stride, c + i * stride, inner);
    return;
  }
  const last = rows - 4;
  if (across == WORD) {
    for (let i = 0; i < last; i += 4) tile4x2(a + i * down, down, b, stride, c + i * stride, inner);
    tile4x2(a + last * down, down, b, stride, c + last * stride, inner);
  } else {
    for (let i = 0; i < last; i += 4) tile4x2Transposed(a + i * WORD, across, b, stride, c + i * stride, inner);
    tile4x2Transposed(a + last * WORD, across, b, stride, c + last * stride, inner);
  }
}

function panel1(
  a: usize,
  down: usize,
  across: usize,
  b: usize,
  stride: usize,
  c: usize,
  rows: i32,
  inner: i32,
  count: i32,
): void {
  if (rows < 4) {
    for (let i = 0; i < rows; i++) tile1x1(a + i * down, across, b, stride, c + i * stride, inner, count);
    return;
  }
  for (let i = 0; i < rows; i += 4) {
    const top = min(i, rows - 4);
    tile4x1(a + top * down, down, across, b, stride, c + top * stride, inner, count);
  }
}

/** Rows of A are contiguous: a pointer to each of the four. */
function tile4x2(a0: usize, down: usize, b: usize, stride: usize, c: usize, inner: i32): void {
  let a1 = a0 + down;
  let a2 = a1 + down;
  let a3 = a2 + down;
  let s00 = splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  const end = b + inner * stride;
  while (b < end) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    let x = v128.load_splat<Real>(a0);
    s00 = add(s00, multiply(x, left));
    s01 = add(s01, multiply(x, right));
    x = v128.load_splat<Real>(a1);
    s10 = add(s10, multiply(x, left));
    s11 = add(s11, multiply(x, right));
    x = v128.load_splat<Real>(a2);
    s20 = add(s20, multiply(x, left));
    s21 = add(s21, multiply(x, right));
    x = v128.load_splat<Real>(a3);
    s30 = add(s30, multiply(x, left));
    s31 = add(s31, multiply(x, right));
    a0 += WORD;
    a1 += WORD;
    a2 += WORD;
    a3 += WORD;
    b += stride;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  c += stride;
  v128.store(c, s10);
  v128.store(c, s11, 16);
  c += stride;
  v128.store(c, s20);
  v128.store(c, s21, 16);
  c += stride;
  v128.store(c, s30);
  v128.store(c, s31, 16);
}

/** Columns of A are contiguous: one pointer reaches all four rows. */
function tile4x2Transposed(a: usize, across: usize, b: usize, stride: usize, c: usize, inner: i32): void {
  let s00 = splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  const end = b + inner * stride;
  while (b < end) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    let x = v128.load_splat<Real>(a);
    s00 = add(s00, multiply(x, left));
    s01 = add(s01, multiply(x, right));
    x = v128.load_splat<Real>(a, WORD);
    s10 = add(s10, multiply(x, left));
    s11 = add(s11, multiply(x, right));
    x = v128.load_splat<Real>(a, 2 * WORD);
    s20 = add(s20, multiply(x, left));
    s21 = add(s21, multiply(x, right));
    x = v128.load_splat<Real>(a, 3 * WORD);
    s30 = add(s30, multiply(x, left));
    s31 = add(s31, multiply(x, right));
    a += across;
    b += stride;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  c += stride;
  v128.store(c, s10);
  v128.store(c, s11, 16);
  c += stride;
  v128.store(c, s20);
  v128.store(c, s21, 16);
  c += stride;
  v128.store(c, s30);
  v128.store(c, s31, 16);
}

function tile4x1(a0: usize, down: usize, across: usize, b: usize, stride: usize, c: usize, inner: i32, count: i32): void {
  let a1 = a0 + down;
  let a2 = a1 + down;
  let a3 = a2 + down;
  let s0 = splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const end = b + inner * stride;
  while (b < end) {
    const y = v128.load(b);
    s0 = add(s0, multiply(v128.load_splat<Real>(a0), y));
    s1 = add(s1, multiply(v128.load_splat<Real>(a1), y));
    s2 = add(s2, multiply(v128.load_splat<Real>(a2), y));
    s3 = add(s3, multiply(v128.load_splat<Real>(a3), y));
    a0 += across;
    a1 += across;
    a2 += across;
    a3 += across;
    b += stride;
  }
  storeFirst(c, s0, count);
  storeFirst(c + stride, s1, count);
  storeFirst(c + 2 * stride, s2, count);
  storeFirst(c + 3 * stride, s3, count);
}

function tile1x2(a: usize, across: usize, b: usize, stride: usize, c: usize, inner: i32): void {
  let s0 = splat(0);
  let s1 = s0;
  const end = b + inner * stride;
  while (b < end) {
    const x = v128.load_splat<Real>(a);
    s0 = add(s0, multiply(x, v128.load(b)));
    s1 = add(s1, multiply(x, v128.load(b, 16)));
    a += across;
    b += stride;
  }
  v128.store(c, s0);
  v128.store(c, s1, 16);
}

function tile1x1(a: usize, across: usize, b: usize, stride: usize, c: usize, inner: i32, count: i32): void {
  let s = splat(0);
  const end = b + inner * stride;
  while (b < end) {
    s = add(s, multiply(v128.load_splat<Real>(a), v128.load(b)));
    a += across;
    b += stride;
  }
  storeFirst(c, s, count);
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
