import { log } from '../../arithmetic/elementary.ts';
import { zeros } from '../../arithmetic/tensor.ts';
import type { Objective } from '../../objectives/objective.ts';
import { stream } from '../../random/stream.ts';
import { mean } from '../../statistics/descriptive.ts';

/** Gradients that are drawn, of which the largest few tell about the tail. */
const [DRAWS, LARGEST] = [4096, 24];
/** Where many weights make a gradient dear, fewer are drawn. */
const ENTRIES = 2 ** 20;

/** What gradients are like at random points of the unit sphere. */
export interface NoiseMoments {
  /** m = ‖g‖²‖w‖², draw by draw. */
  readonly draws: Float64Array;
  /** Var m/(E m)². */
  readonly relativeVariance: number;
  /** Index of the tail of m by Hill's estimate: P(m > x) ∝ x^(−index). Its square has a mean where the index is above 2. */
  readonly tailIndex: number;
}

/** Tail index from which on the square of m has a mean that a window shows. */
export const MEAN_SQUARE = 3;

const measured = new WeakMap<Objective, NoiseMoments>();

/**
 * Measures the noise of the first scale-invariant group of an objective, at random points.
 *
 * Source: B. Hill, "A simple general approach to inference about the tail of a distribution", Annals of Statistics 3, 1975.
 */
export function noiseMoments(objective: Objective): NoiseMoments {
  const known = measured.get(objective);
  if (known !== undefined) return known;
  const instance = objective.instantiate('float64');
  const [parameters, gradients] = [0, 1].map(() => objective.parameters.map(({ shape }) => zeros(shape, 'float64')));
  const [start, sample] = ['start', 'sample'].map((purpose) => stream('noise moments', purpose));
  const { tensors } = objective.groups[0];
  const squares = (arrays: typeof gradients): number => {
    let sum = 0;
    for (const index of tensors) arrays[index].data.forEach((x) => (sum += x * x));
    return sum;
  };
  const size = parameters.reduce((sum, { data }) => sum + data.length, 0);
  const draws = Float64Array.from({ length: Math.max(4 * LARGEST, Math.min(DRAWS, Math.ceil(ENTRIES / size))) }, (_, draw) => {
    instance.initialise(parameters, start.seek(draw, 0));
    instance.gradient(parameters, gradients, sample.seek(draw, 1));
    return squares(gradients) * squares(parameters);
  });
  const average = mean([...draws]);
  const largest = draws.toSorted((a, b) => b - a).slice(0, LARGEST + 1);
  const hill = mean(Array.from(largest.subarray(0, LARGEST), (m) => log(m / largest[LARGEST])));
  const moments = {
    draws,
    relativeVariance: mean(Array.from(draws, (m) => (m / average - 1) ** 2)),
    tailIndex: 1 / hill,
  };
  measured.set(objective, moments);
  return moments;
}

/** Whether gradients are noise that is injected, without a loss to drift along. */
export function isPureNoise({ noise, metrics }: Objective): boolean {
  return noise === 'injected' && metrics.length === 0;
}

/** How many times as long windows are, at most. */
const LONGEST = 8;

/**
 * How many times as long a window has to be for its means to settle: injected noise of few dimensions scatters, and steps of it are
 * cheap.
 */
export function windowFactor(objective: Objective): number {
  // Where a loss has basins, a longer wait would let runs change sides, which is what a window has to show.
  if (!isPureNoise(objective) || objective.groups.length === 0) return 1;
  return Math.min(LONGEST, Math.max(1, 4 * noiseMoments(objective).relativeVariance));
}

/** Whether injected noise has no second moment that a window shows. */
export function heavyTailed(objective: Objective): boolean {
  return objective.noise === 'injected' && objective.groups.length > 0 && noiseMoments(objective).tailIndex < MEAN_SQUARE;
}
