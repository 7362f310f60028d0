import { alphaStable, exponential, normal, stream, type Stream } from '../../src/index.ts';
import { BOUND } from './design.ts';

/** One value of a replica. */
export type Input = (source: Stream) => number;

const PHI = 0.8;
const WINDOW = 10;
/** Standard deviation of the mean of a window of an AR(1) series with variance 1. */
const WINDOW_DEVIATION =
  Math.sqrt(
    Array.from({ length: 2 * WINDOW - 1 }, (_, i) => Math.abs(i - WINDOW + 1)).reduce(
      (sum, lag) => sum + (WINDOW - lag) * PHI ** lag,
      0,
    ),
  ) / WINDOW;

function windowMean(source: Stream): number {
  // Skewed innovations: with normal ones a window mean would be a normal number and nothing else.
  const innovation = (): number => (exponential(source) - 1) * Math.sqrt(1 - PHI * PHI);
  let x = 0;
  for (let t = 0; t < 15; t++) x = PHI * x + innovation();
  let sum = 0;
  for (let t = 0; t < WINDOW; t++) sum += x = PHI * x + innovation();
  return sum / WINDOW / WINDOW_DEVIATION;
}

function studentThree(source: Stream): number {
  const chiSquare = 2 * exponential(source) + normal(source) ** 2;
  // Variance 3 without the division by √3.
  return normal(source) / Math.sqrt(chiSquare / 3) / Math.sqrt(3);
}

/** Values with mean 0 and standard deviation 1 where they exist. */
export const inputs: Readonly<Record<string, Input>> = {
  normal,
  'window means of an AR(1) series': windowMean,
  'skewed (exponential)': (source) => exponential(source) - 1,
  'heavy-tailed (Student, 3 d.f.)': studentThree,
  'heavy-tailed (1.5-stable, no variance)': (source) => alphaStable(source, 1.5) / 2,
};

/** `n` values of an input. */
export function draws(input: Input, source: Stream, n: number): number[] {
  return Array.from({ length: n }, () => input(source));
}

/** An AR(1) series with variance 1. */
export function trajectory(source: Stream, phi: number, length: number): number[] {
  let x = normal(source);
  return Array.from({ length }, () => (x = phi * x + Math.sqrt(1 - phi * phi) * normal(source)));
}

/** A large sorted sample of an input, from which what is true of it is read off. */
export class Population {
  readonly #sorted: Float64Array;
  /** Of the first so many. */
  readonly #sums: Float64Array;

  /** @param size number of values */
  constructor(name: string, seed: number, size: number) {
    const source = stream(seed, 'calibration', 'population', name).seek(0, 0);
    this.#sorted = Float64Array.from({ length: size }, () => inputs[name](source)).sort();
    this.#sums = new Float64Array(size + 1);
    this.#sorted.forEach((x, i) => (this.#sums[i + 1] = this.#sums[i] + x));
  }

  /** The median. */
  get median(): number {
    return this.#sorted[this.#sorted.length >> 1];
  }

  /** The shift that gives clipped values the mean `target`, less 0.005 so that the error of finding it stays inside the null. */
  shiftTo(target: number): number {
    const sums = this.#sums;
    const n = this.#sorted.length;
    let [low, high] = [-2 * BOUND, 2 * BOUND];
    for (let halving = 0; halving < 40; halving++) {
      const middle = (low + high) / 2;
      const [first, last] = [this.#below(-BOUND - middle), this.#below(BOUND - middle)];
      const clipped = (sums[last] - sums[first] + middle * (last - first) + BOUND * (n - last - first)) / n;
      if (clipped < target) low = middle;
      else high = middle;
    }
    return low - 0.005;
  }

  /** How many values are below a limit. */
  #below(limit: number): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle] < limit) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
