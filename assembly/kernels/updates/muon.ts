import { address, integer, rate, real } from '../../instruction';
import { matrixProduct } from '../../matrix-product';
import { norm } from '../../norm';
import { both, plus, times } from '../../pair';
import { transpose } from '../../transpose';
import { WORD } from '../../vector';

/** The quintic x ← a x + b x³ + c x⁵ of `src/optimizers/newton-schulz.ts`, and how often it is applied. */
const QUINTIC_A: f64 = 3.4445;
const QUINTIC_B: f64 = -4.775;
const QUINTIC_C: f64 = 2.0315;
const ITERATIONS: i32 = 5;

/**
 * m ← μ m + (1 − μ) g, w ← keep w − η · 0.2 √max · NewtonSchulz₅(d / (‖d‖ + ε)) with d = μ m + (1 − μ) g, for one tensor. Operands: w,
 * g, m, scratch (float64: two matrices of this shape, and two squares of its shorter side); rows, columns, √max(rows, columns).
 * Rates: 0.2 η, keep, μ, ε.
 */
export function muon(operands: usize): void {
  const parameters = address(operands, 0);
  const gradient = address(operands, 1);
  const mAt = address(operands, 2);
  const rows = integer(operands, 4);
  const columns = integer(operands, 5);
  const count = rows * columns;
  const tall = rows > columns;
  const height = tall ? columns : rows;
  // Products read a little behind their right factor.
  const matrix = address(operands, 3);
  const other = matrix + (count << 3) + 16;
  const gram = other + (count << 3) + 16;
  const square = gram + ((height * height) << 3) + 16;
  const keep = rate(1);
  const momentum = rate(2);

  const d = tall ? other : matrix;
  for (let j = 0; j < count; j++) {
    const g = <f64>load<Real>(gradient + j * WORD);
    const m = <Real>(momentum * <f64>load<Real>(mAt + j * WORD) + (1 - momentum) * g);
    store<Real>(mAt + j * WORD, m);
    store<f64>(d + (j << 3), momentum * <f64>m + (1 - momentum) * g);
  }
  if (tall) transpose<f64>(other, matrix, rows, columns);
  const scale = norm<f64>(matrix, count) + rate(3);
  for (let j = 0; j < count; j++) store<f64>(matrix + (j << 3), load<f64>(matrix + (j << 3)) / scale);
  for (let k = 0; k < ITERATIONS; k++) iterate(matrix, other, gram, square, height, count / height);

  if (tall) transpose<f64>(matrix, other, columns, rows);
  const learningRate = rate(0) * real(operands, 6);
  for (let j = 0; j < count; j++) {
    const w = parameters + j * WORD;
    store<Real>(w, <Real>(keep * <f64>load<Real>(w) - learningRate * load<f64>(d + (j << 3))));
  }
}

/** A = X Xᵀ, X ← a X + (b A + c A²) X. */
function iterate(x: usize, other: usize, gram: usize, square: usize, rows: i32, columns: i32): void {
  transpose<f64>(x, other, rows, columns);
  matrixProduct<f64>(x, columns << 3, 8, other, gram, rows, columns, rows);
  matrixProduct<f64>(gram, rows << 3, 8, gram, square, rows, rows, rows);
  combine(gram, QUINTIC_B, square, both(QUINTIC_C), rows * rows);
  matrixProduct<f64>(gram, rows << 3, 8, x, other, rows, rows, columns);
  combine(x, QUINTIC_A, other, both(1), rows * columns);
}

/** x ← p x + q y, with room for one number more. */
function combine(x: usize, p: f64, y: usize, q: v128, count: i32): void {
  const factor = both(p);
  const size = count << 3;
  for (let i = 0; i < size; i += 16) v128.store(x + i, plus(times(factor, v128.load(x + i)), times(q, v128.load(y + i))));
}
