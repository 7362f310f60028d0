import { dot } from '../../arithmetic/dot.ts';
import { exp, log } from '../../arithmetic/elementary.ts';

/** Degree of the polynomial that stands for the loss as a function of the output's size. */
const degree = 7;

/** Where an epsilon is added to what a normaliser divides by: σ/√(σ² + ε) or σ/(σ + ε). */
export type EpsilonPlace = 'inside-root' | 'outside-root';

/** What fits best, and how well. */
export interface EpsilonFit {
  readonly place: EpsilonPlace;
  /** ε over σ² inside the root, over σ outside of it. */
  readonly ratio: number;
  /** Residual of the polynomial over the spread of the losses; that of rounding where all outputs have one size. */
  readonly misfit: number;
}

/** s = cσ/√(c²σ² + ε) or cσ/(cσ + ε), from ε over σ² or σ. */
const sizes: Readonly<Record<EpsilonPlace, (c: number, ratio: number) => number>> = {
  'inside-root': (c, ratio) => 1 / Math.sqrt(1 + ratio / (c * c)),
  'outside-root': (c, ratio) => 1 / (1 + ratio / c),
};

/** The ratio of a normaliser that lets through 1/√2 or 1/2 at this scale. */
const ratioAt: Readonly<Record<EpsilonPlace, (c: number) => number>> = {
  'inside-root': (c) => c * c,
  'outside-root': (c) => c,
};

/**
 * Estimates the epsilon of a normaliser from the loss alone, relative to the σ that it is added to:
 *
 *     L(c·w) = F(s),  s = cσ/√(c²σ² + ε)  or  s = cσ/(cσ + ε)
 *
 * F, how the loss answers to the size of one normalised output, is smooth but unknown: the ratio is that for which a polynomial in s fits
 * best, and so is the place.
 *
 * @param loss L(c·w) for a scale c
 * @param near a scale at which the loss is known to turn; default: searched for
 * @returns either place, the better one first, with a ratio within some per cent where F is smooth and σ is one number
 */
export function fitEpsilon(loss: (scale: number) => number, near: number = findTurn(loss)): readonly [EpsilonFit, EpsilonFit] {
  const scales = Array.from({ length: 33 }, (_, i) => near * exp(0.3 * (i - 16)));
  const losses = scales.map(loss);
  const mean = losses.reduce((sum, value) => sum + value, 0) / losses.length;
  const spread = losses.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) || 1;
  const fits = (['inside-root', 'outside-root'] as const).map((place): EpsilonFit => {
    const misfit = (c: number): number =>
      polynomialMisfit(
        scales.map((scale) => sizes[place](scale, ratioAt[place](c))),
        losses,
      );
    const first = minimise(near / 8, near * 8, 61, misfit);
    const second = minimise(first / 1.1, first * 1.1, 21, misfit);
    const c = minimise(second / 1.01, second * 1.01, 21, misfit);
    return { place, ratio: ratioAt[place](c), misfit: Math.sqrt(misfit(c) / spread) };
  });
  return fits[0].misfit <= fits[1].misfit ? [fits[0], fits[1]] : [fits[1], fits[0]];
}

/** The scale below which half of all changes of the loss lie, up and down, from 1e-9 to 1e5. */
export function findTurn(loss: (scale: number) => number): number {
  const scales = Array.from({ length: 62 }, (_, i) => 1e-9 * exp(0.53 * i));
  const losses = scales.map(loss);
  const changes = losses.slice(1).map((value, i) => Math.abs(value - losses[i]));
  const half = changes.reduce((sum, change) => sum + change, 0) / 2;
  let sum = 0;
  return scales[changes.findIndex((change) => (sum += change) >= half)] ?? 1;
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

const subtract = (a: readonly number[], factor: number, b: readonly number[]): number[] =>
  a.map((value, i) => value - factor * b[i]);
