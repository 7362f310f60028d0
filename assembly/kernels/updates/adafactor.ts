import { address, integer, rate } from '../../instruction';
import { norm } from '../../norm';
import { WORD } from '../../vector';

/**
 * Adafactor's direction u for one tensor, as in `src/optimizers/factored-moment.ts`. Operands: g, R, C, u (float64), sums of rows
 * and columns (float64); rows, columns. Rates: keep, η or min(η, 1/√t), β, ε₁, d.
 */
export function adafactorDirection(operands: usize): void {
  const gradient = address(operands, 0);
  const rowMoments = address(operands, 1);
  const columnMoments = address(operands, 2);
  const u = address(operands, 3);
  const rows = integer(operands, 5);
  const columns = integer(operands, 6);
  const rowSums = address(operands, 4);
  const columnSums = rowSums + (rows << 3);
  const beta = rate(2);
  const epsilon = rate(3);

  memory.fill(columnSums, 0, (<usize>columns) << 3);
  let g = gradient;
  for (let i = 0; i < rows; i++) {
    let sum: f64 = 0;
    for (let k = 0; k < columns; k++) {
      const entry = <f64>load<Real>(g);
      const square = entry * entry + epsilon;
      sum += square;
      const at = columnSums + (k << 3);
      store<f64>(at, load<f64>(at) + square);
      g += WORD;
    }
    store<f64>(rowSums + (i << 3), sum);
  }
  const total = remember(rowMoments, rowSums, rows, beta);
  remember(columnMoments, columnSums, columns, beta);

  g = gradient;
  let to = u;
  for (let i = 0; i < rows; i++) {
    const share = <f64>load<Real>(rowMoments + i * WORD) / total;
    for (let k = 0; k < columns; k++) {
      store<f64>(to, <f64>load<Real>(g) / sqrt<f64>(share * <f64>load<Real>(columnMoments + k * WORD)));
      g += WORD;
      to += 8;
    }
  }
  const count = rows * columns;
  const shrink = max<f64>(1, norm<f64>(u, count) / sqrt<f64>(<f64>count) / rate(4));
  for (let at = u; at < to; at += 8) store<f64>(at, load<f64>(at) / shrink);
}

/** moment ← β moment + (1 − β) sum; returns the sum of moments. */
function remember(moments: usize, sums: usize, count: i32, beta: f64): f64 {
  let total: f64 = 0;
  for (let i = 0; i < count; i++) {
    const at = moments + i * WORD;
    const moment = <Real>(beta * <f64>load<Real>(at) + (1 - beta) * load<f64>(sums + (i << 3)));
    store<Real>(at, moment);
    total += <f64>moment;
  }
  return total;
}

/** w ← keep w − η u for one tensor. Operands: w, u (float64); count. Rates: as for `adafactorDirection`. */
export function adafactorStep(operands: usize): void {
  step(address(operands, 0), address(operands, 1), integer(operands, 2), rate(1));
}

/** w ← keep w − max(ε₂, RMS(w)) min(η, 1/√t) u for one tensor. Operands: w, u (float64); count. Rates: as above, and ε₂. */
export function adafactorScaledStep(operands: usize): void {
  const parameters = address(operands, 0);
  const count = integer(operands, 2);
  const size = norm<Real>(parameters, count) / sqrt<f64>(<f64>count);
  step(parameters, address(operands, 1), count, max<f64>(rate(5), size) * rate(1));
}

function step(parameters: usize, u: usize, count: i32, learningRate: f64): void {
  const keep = rate(0);
  for (let j = 0; j < count; j++) {
    const w = parameters + j * WORD;
    store<Real>(w, <Real>(keep * <f64>load<Real>(w) - learningRate * load<f64>(u + (j << 3))));
  }
}
