import { address, integer } from '../../instruction';
import { sparseProduct, wordsOf } from '../../matrix-product';
import { WORD } from '../../vector';

/**
 * z = x W, passing over zeros of x. Operands: x, the bits of its rows (see `sparseProduct`), W, z; rows, inputs, outputs, which are
 * a multiple of four vectors.
 */
export function sparseLinearForward(operands: usize): void {
  const x = address(operands, 0);
  const bits = address(operands, 1);
  const inputs = integer(operands, 5);
  const rows = integer(operands, 4);
  const outputs = integer(operands, 6);
  sparseProduct<Real>(x, inputs * WORD, WORD, bits, address(operands, 2), address(operands, 3), rows, inputs, outputs);
}

/** ∂W = xᵀ ∂z, passing over zeros of x. Operands: x, the bits of its columns, ∂z, ∂W; rows, inputs, outputs as above. */
export function sparseLinearWeightGradient(operands: usize): void {
  const x = address(operands, 0);
  const bits = address(operands, 1);
  const inputs = integer(operands, 5);
  const rows = integer(operands, 4);
  const outputs = integer(operands, 6);
  sparseProduct<Real>(x, WORD, inputs * WORD, bits, address(operands, 2), address(operands, 3), inputs, rows, outputs);
}

/**
 * The bits of the columns of a matrix from those of its rows. Operands: bits of the rows, bits of the columns; rows, columns. Both
 * are read and written in blocks of 16 rows by 64 columns; what is beyond the last row is 0.
 */
export function transposeBits(operands: usize): void {
  const from = address(operands, 0);
  const to = address(operands, 1);
  const rows = integer(operands, 2);
  const words = wordsOf(integer(operands, 3));
  const size = (<usize>wordsOf(rows)) << 3;
  const step = (<usize>words) << 3;
  for (let row = 0; row < rows; row += 16)
    for (let word = 0; word < words; word++)
      transposeBlock(from + row * step + ((<usize>word) << 3), step, to + ((<usize>word) << 6) * size + (row >> 3), size);
}

/** Bytes of two rows in turn: the first halves of two vectors. */
function zip8(at: usize, step: usize): v128 {
  const next = v128.load64_zero(at + step);
  return v128.shuffle<u8>(v128.load64_zero(at), next, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

function low16(a: v128, b: v128): v128 {
  return v128.shuffle<u16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

function high16(a: v128, b: v128): v128 {
  return v128.shuffle<u16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

/** 16 rows of 8 bytes, `step` apart, to 64 columns of 2 bytes, `size` apart. */
function transposeBlock(from: usize, step: usize, to: usize, size: usize): void {
  const pair = step << 1;
  const r0 = zip8(from, step);
  const r2 = zip8(from + pair, step);
  const r4 = zip8(from + 2 * pair, step);
  const r6 = zip8(from + 3 * pair, step);
  const r8 = zip8(from + 4 * pair, step);
  const r10 = zip8(from + 5 * pair, step);
  const r12 = zip8(from + 6 * pair, step);
  const r14 = zip8(from + 7 * pair, step);
  columnsOf(low16(r0, r2), low16(r4, r6), low16(r8, r10), low16(r12, r14), to, size);
  columnsOf(high16(r0, r2), high16(r4, r6), high16(r8, r10), high16(r12, r14), to + 32 * size, size);
}

/** Four bytes of rows 0 to 3, 4 to 7, 8 to 11 and 12 to 15 to 32 columns. */
function columnsOf(a: v128, b: v128, c: v128, d: v128, to: usize, size: usize): void {
  const first = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
  const second = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
  eightColumns(v128.shuffle<u64>(first, second, 0, 2), to, size);
  eightColumns(v128.shuffle<u64>(first, second, 1, 3), to + 8 * size, size);
  const third = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
  const fourth = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
  eightColumns(v128.shuffle<u64>(third, fourth, 0, 2), to + 16 * size, size);
  eightColumns(v128.shuffle<u64>(third, fourth, 1, 3), to + 24 * size, size);
}

/** One byte of each of 16 rows to 8 columns. */
function eightColumns(bytes: v128, to: usize, size: usize): void {
  // The highest bit of each byte, then the next one.
  to += 7 * size;
  for (let i = 0; i < 4; i++) {
    store<u16>(to, <u16>i8x16.bitmask(bytes));
    bytes = i8x16.add(bytes, bytes);
    store<u16>(to - size, <u16>i8x16.bitmask(bytes));
    bytes = i8x16.add(bytes, bytes);
    to -= 2 * size;
  }
}
