import type { FloatArray, Tensor } from '../arithmetic/tensor.ts';
import { norm } from './norm.ts';

/**
 * Adafactor's memory of one tensor: running means of the row sums and column sums of g² + ε₁.
 *
 * A tensor that is no matrix counts as a single column, for which the factorisation below is exact.
 */
export interface FactoredMoment {
  readonly rows: FloatArray;
  readonly columns: FloatArray;
}

/** The memory before the first update, one entry a tensor. */
export function factoredMoments(parameters: readonly Tensor[]): FactoredMoment[] {
  return parameters.map(({ data, shape }) => {
    const columns = shape.length === 2 ? shape[1] : 1;
    const zeros = data.slice().fill(0);
    return { rows: zeros.slice(0, data.length / columns), columns: zeros.slice(0, columns) };
  });
}

/**
 * Adafactor's direction for one tensor; updates its memory.
 *
 *     R ← β R + (1 − β) Σ_columns (g² + ε₁),   C ← β C + (1 − β) Σ_rows (g² + ε₁),   V = R Cᵀ / Σ R
 *     u = g / √V,   returned: u / max(1, RMS(u) / d)
 *
 * @param beta β of this step, in [0, 1)
 * @param epsilon1 ε₁, the dimension of a squared gradient
 * @param clipThreshold d, a root mean square
 *
 * Source: Shazeer & Stern 2018 (arXiv 1804.04235), algorithm 4.
 */
export function adafactorDirection(
  g: FloatArray,
  { rows, columns }: FactoredMoment,
  beta: number,
  epsilon1: number,
  clipThreshold: number,
): Float64Array {
  const rowSums = new Float64Array(rows.length);
  const columnSums = new Float64Array(columns.length);
  for (let i = 0, j = 0; i < rows.length; i++) {
    for (let k = 0; k < columns.length; k++, j++) {
      const square = g[j] * g[j] + epsilon1;
      rowSums[i] += square;
      columnSums[k] += square;
    }
  }
  let total = 0;
  for (let i = 0; i < rows.length; i++) {
    rows[i] = beta * rows[i] + (1 - beta) * rowSums[i];
    total += rows[i];
  }
  for (let k = 0; k < columns.length; k++) columns[k] = beta * columns[k] + (1 - beta) * columnSums[k];

  const u = new Float64Array(g.length);
  for (let i = 0, j = 0; i < rows.length; i++) {
    for (let k = 0; k < columns.length; k++, j++) u[j] = g[j] / Math.sqrt((rows[i] / total) * columns[k]);
  }
  const shrink = Math.max(1, norm(u) / Math.sqrt(u.length) / clipThreshold);
  return u.map((entry) => entry / shrink);
}
