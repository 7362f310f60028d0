import { significantBits } from '../../src/hyperparameters/round-number.ts';
import { coordinatesOf } from '../../src/hyperparameters/triple.ts';
import type { CoordinateRanges, Triple } from '../../src/hyperparameters/triple.ts';

/** Of a round number: whether it is the simplest, its bits, and how far away it is. */
export function roundness(x: number, simplest: number): number[] {
  return x === simplest ? [0, 0, 0] : [1, significantBits(x), Math.abs(Math.log2(x) - Math.log2(simplest))];
}

/** Of a triple: that of its orbit, then of its start, then of its ηλ. */
export function complexityOfTriple(triple: Triple, ranges: CoordinateRanges): number[] {
  const { orbit, start, intrinsicLearningRate } = coordinatesOf(triple, ranges);
  return [...roundness(orbit, 1), ...roundness(start, 1), ...roundness(intrinsicLearningRate, 0.125)];
}

/** Throws unless the triple lies in the domain, up to rounding. */
export function requireInside(
  { learningRate, weightDecay, initScale }: Triple,
  rates: [number, number],
  phis: [number, number],
  orbit: number,
): void {
  const rate = learningRate * weightDecay;
  const phi = learningRate / ((1 - rate) * initScale ** 2);
  const inside = (x: number, [min, max]: [number, number]) => x >= min * (1 - 1e-14) && x <= max * (1 + 1e-14);
  if (!inside(rate, rates)) throw new Error(`ηλ = ${rate}`);
  if (!inside(phi, phis)) throw new Error(`Φ₀ = ${phi}`);
  if (!inside(learningRate, [4 ** -orbit, 4 ** orbit])) throw new Error(`η = ${learningRate}`);
}
