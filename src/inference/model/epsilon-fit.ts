import { exp, log } from '../../arithmetic/elementary.ts';

/** Degree of the polynomial that stands for the loss as a function of the output's size. */
const degree = 5;

/**
 * Estimates the epsilon of a normaliser from the loss alone, relative to the variance σ² that it is added to:
 *
 *     L(c·w) = F(s),  s = c σ/√(c²σ² + ε) = 1/√(1 + r/c²),  r = ε/σ²
 *
 * F, how the loss answers to the size of one normalised output, is smooth but unknown: r is that for which a polynomial in s fits best.
 *
 * @param loss L(c·w) for a scale c
 * @returns r, within some ten per cent where F is smooth
 */
export function fitEpsilon(loss: (scale: number) => number): number {
  const coarse = minimise(1e-16, 1e8, 49, (r) => {
    const [low, middle, high] = [0.25, 1, 4].map((multiple) => loss(multiple * Math.sqrt(r)));
    return -(Math.abs(low - middle) + Math.abs(middle - high));
  });
  const scales = Array.from({ length: 25 }, (_, i) => Math.sqrt(coarse) * exp(0.3 * (i - 12)));
  const losses = scales.map(loss);
  const misfit = (r: number): number =>
    polynomialMisfit(
      scales.map((c) => 1 / Math.sqrt(1 + r / (c * c))),
      losses,
    );
  const first = minimise(coarse / 64, coarse * 64, 65, misfit);
  return minimise(first / 1.2, first * 1.2, 41, misfit);
}

/** Point of a logarithmic grid at which a function is least. */
function minimise(low: number, high: number, points: number, f: (x: number) => number): number {
  let best = { x: low, value: Infinity };
  for (let i = 0; i < points; i++) {
    const x = low * exp((i / (points - 1)) * log(high / low));
    const value = f(x);
    if (value < best.value) best = { x, value };
  }
  return best.x;
}

/** Residual sum of squares of a least-squares polynomial, by orthogonalised powers. */
function polynomialMisfit(x: readonly number[], y: readonly number[]): number {
  const basis: number[][] = [];
  let residual = [...y];
  for (let power = 0; power <= degree; power++) {
    let vector = power === 0 ? x.map(() => 1) : basis[power - 1].map((value, i) => value * (2 * x[i] - 1));
    for (const other of [...basis, ...basis]) vector = subtract(vector, dot(vector, other), other);
    const length = Math.sqrt(dot(vector, vector));
    if (!(length > 1e-9)) break;
    vector = vector.map((value) => value / length);
    basis.push(vector);
    residual = subtract(residual, dot(residual, vector), vector);
  }
  return dot(residual, residual);
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i], 0);
const subtract = (a: readonly number[], factor: number, b: readonly number[]): number[] =>
  a.map((value, i) => value - factor * b[i]);
