import { norm } from './norm.ts';

/** Coefficients of the quintic x ← a x + b x³ + c x⁵, chosen for a steep slope at 0: it maps (0, 1] to about [0.7, 1.2], not to 1. */
const [a, b, c] = [3.4445, -4.775, 2.0315];
const iterations = 5;

/**
 * Replaces a matrix by one with about the same singular vectors and singular values near 1.
 *
 *     X = G / (‖G‖ + ε),   five times:  A = X Xᵀ,  X ← a X + (b A + c A²) X      (for wide G; tall G are transposed)
 *
 * @param g the matrix in row-major order, of `rows` × `columns` entries; not changed
 * @param epsilon added to the Frobenius norm
 * @returns a new matrix of the same shape, in float64; it does not change when g and ε are scaled together
 *
 * Source: Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks" (coefficients and number of iterations).
 */
export function orthogonalise(g: Float64Array, rows: number, columns: number, epsilon: number): Float64Array {
  if (rows > columns) return transpose(orthogonalise(transpose(g, rows, columns), columns, rows, epsilon), columns, rows);
  const scale = norm(g) + epsilon;
  let x = g.map((entry) => entry / scale);
  for (let k = 0; k < iterations; k++) {
    const gram = multiply(x, transpose(x, rows, columns), rows, columns, rows);
    const square = multiply(gram, gram, rows, rows, rows);
    const polynomial = gram.map((entry, j) => b * entry + c * square[j]);
    const product = multiply(polynomial, x, rows, rows, columns);
    x = x.map((entry, j) => a * entry + product[j]);
  }
  return x;
}

function transpose(x: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(x.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = x[i * columns + j];
  return result;
}

/** The product of an n × k and a k × m matrix; the innermost loop runs along rows of both factors. */
function multiply(x: Float64Array, y: Float64Array, n: number, k: number, m: number): Float64Array {
  const result = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let l = 0; l < k; l++) {
      const factor = x[i * k + l];
      for (let j = 0; j < m; j++) result[i * m + j] += factor * y[l * m + j];
    }
  }
  return result;
}
