import { log, powerOfTwo } from '../../arithmetic/elementary.ts';

const LN2 = 0.6931471805599453;

/** How the loss answers when a set of weights is multiplied by powers of two, a penalty aside. */
export type ScaleResponse = (
  | { readonly kind: 'exact' | 'to-rounding' }
  /** |L(c·w) − L(∞)| ∝ c^(−exponent): what it is added to wins. */
  | { readonly kind: 'decaying'; readonly exponent: number }
  /** Invariant `below` or `above` 2^exponent and not beyond. */
  | { readonly kind: 'threshold'; readonly invariant: 'below' | 'above'; readonly exponent: number }
  /** L(c·w) = c^degree·A + B at all scales. */
  | { readonly kind: 'homogeneous'; readonly degree: number }
  | { readonly kind: 'sees' }
) & {
  /** Coefficient a of a‖w‖², which is added to what the rest says. */
  readonly penalty?: number;
};

/**
 * Reads a response from losses at c = 2^k, k = −limit … limit.
 *
 * @param losses L(2^k·w), k ascending
 * @param rounding relative rounding error of the loss
 * @param quadratic amount of a penalty that is known to be in the loss: quadratic·c² is taken out first
 */
export function readScaleResponse(losses: readonly number[], rounding: number, quadratic = 0): ScaleResponse {
  const limit = (losses.length - 1) / 2;
  if (losses.some((loss) => !Number.isFinite(loss))) return { kind: 'sees' };
  if (quadratic !== 0) return readRemainder(losses, rounding, quadratic);
  const reference = losses[limit];
  const floor = rounding * Math.max(...losses.map(Math.abs), Number.MIN_VALUE);
  if (losses.every((loss) => loss === reference)) return { kind: 'exact' };
  return readDegree(losses) ?? readBounded(losses, limit, floor) ?? { kind: 'sees' };
}

/** What is left when a penalty is taken out; at large scales its rounding hides the rest. */
function readRemainder(losses: readonly number[], rounding: number, quadratic: number): ScaleResponse {
  const limit = (losses.length - 1) / 2;
  const rest = losses.map((loss, i) => loss - quadratic * powerOfTwo(2 * (i - limit)));
  const size = Math.abs(rest[0]) + Math.abs(rest[limit]);
  const clear = rest.filter((_, i) => quadratic * powerOfTwo(2 * (i - limit)) * rounding < 2 ** -20 * size);
  const floor = rounding * Math.max(...clear.map(Math.abs), Number.MIN_VALUE) + 2 ** -26 * size;
  if (clear.length < limit + 4) return { kind: 'sees' };
  return readBounded(clear, limit, floor) ?? { kind: 'sees' };
}

function readBounded(losses: readonly number[], middle: number, floor: number): ScaleResponse | undefined {
  const reference = losses[middle];
  // Beside an addend that a normaliser removes, small weights lose bits in proportion; an epsilon acts in proportion to their square.
  if (losses.every((loss, i) => Math.abs(loss - reference) <= floor * powerOfTwo(Math.max(0, middle - i))))
    return { kind: 'to-rounding' };
  return readThreshold(losses, middle, floor) ?? readDecay(losses, floor);
}

/** The amount a of a·c² that the loss grows by at large scales; undefined where it grows otherwise, or falls. */
export function quadraticGrowth(losses: readonly number[]): number | undefined {
  const middle = (losses.length - 1) / 2;
  const end = losses.length - 1;
  const steps = [0, 1, 2].map((i) => losses[end - i] - losses[end - i - 1]);
  if (!steps.every((step) => Number.isFinite(step) && step > 0)) return undefined;
  if (!(Math.abs(steps[0] / steps[1] - 4) < 1e-3 && Math.abs(steps[1] / steps[2] - 4) < 2e-3)) return undefined;
  return steps[0] / (0.75 * powerOfTwo(2 * (end - middle)));
}

/** Differences of A·c^p have the ratio 2^p everywhere. */
function readDegree(losses: readonly number[]): ScaleResponse | undefined {
  const differences = losses.slice(1).map((loss, i) => loss - losses[i]);
  const largest = Math.max(...losses.map(Math.abs));
  const degrees: number[] = [];
  for (let i = 1; i < differences.length; i++) {
    const [before, after] = [differences[i - 1], differences[i]];
    const size = Math.max(Math.abs(losses[i]), Math.abs(losses[i + 1]), Math.abs(losses[i - 1]));
    if (Math.abs(before) < 1e-9 * size || Math.abs(after) < 1e-9 * size) continue;
    if (!(after / before > 0)) return undefined;
    degrees.push(log(after / before) / LN2);
  }
  if (degrees.length < 6 || !(largest > 0)) return undefined;
  const sorted = degrees.toSorted((a, b) => a - b);
  const degree = sorted[sorted.length >> 1];
  const spread = sorted.at(-1)! - sorted[0];
  // An epsilon too small to saturate looks the same, and changes little.
  const grows = degree > 0 || Math.abs(losses[0]) > 10 * Math.abs(losses.at(-1)!);
  return grows && Math.abs(degree) > 0.05 && spread < 1e-4
    ? { kind: 'homogeneous', degree: Math.round(degree * 1e4) / 1e4 }
    : undefined;
}

/** Invariance to the last bit on one side, and a change on the other that no power law leads to. */
function readThreshold(losses: readonly number[], middle: number, floor: number): ScaleResponse | undefined {
  for (const invariant of ['above', 'below'] as const) {
    const ordered = invariant === 'above' ? losses.toReversed() : losses;
    const equal = ordered.findIndex((loss) => loss !== ordered[0]);
    const first = Math.abs(ordered[equal] - ordered[0]);
    const second = Math.abs((ordered[equal + 1] ?? NaN) - ordered[0]);
    // What rounding hides of an epsilon comes up from the floor; a threshold acts at once.
    if (equal >= 3 && first > 1e4 * floor && second > first) {
      const at = invariant === 'above' ? losses.length - 1 - equal : equal - 1;
      return { kind: 'threshold', invariant, exponent: at - middle };
    }
  }
  return undefined;
}

/** A power law in which the loss ends, above its rounding. */
function readDecay(losses: readonly number[], floor: number): ScaleResponse | undefined {
  const end = losses.at(-1)!;
  const largest = Math.max(...losses.map((loss) => Math.abs(loss - end)));
  if (!(Math.abs(losses.at(-3)! - end) <= 0.02 * largest)) return undefined;
  // Differences of neighbours, which need no limit to be known.
  const differences = losses.slice(1).map((loss, i) => Math.abs(loss - losses[i]));
  const slopes: number[] = [];
  for (let k = differences.length - 1; k > 0; k--) {
    if (differences[k - 1] > 0.1 * largest) break;
    if (differences[k] > floor / 16) slopes.push(log(differences[k - 1] / differences[k]) / LN2);
  }
  if (slopes.length < 2) return undefined;
  // Rows of different size turn one after the other: the power law is what they end in.
  const sorted = slopes.slice(0, Math.max(4, slopes.length >> 1)).sort((a, b) => a - b);
  const exponent = sorted[sorted.length >> 1];
  const spread = sorted[Math.ceil(0.75 * (sorted.length - 1))] - sorted[Math.floor(0.25 * (sorted.length - 1))];
  return exponent > 0.4 && exponent < 4 && spread < 0.4 ? { kind: 'decaying', exponent } : undefined;
}
