import { log, powerOfTwo } from '../../arithmetic/elementary.ts';

const LN2 = 0.6931471805599453;

/** How the loss answers when a set of weights is multiplied by powers of two. */
export type ScaleResponse =
  | { readonly kind: 'exact' | 'to-rounding' }
  /** |L(c·w) − L(∞)| ∝ c^(−exponent): what it is added to wins. */
  | { readonly kind: 'decaying'; readonly exponent: number }
  /** a(c² − 1) is added, a = coefficient·‖w‖². */
  | { readonly kind: 'penalty'; readonly amount: number }
  /** Invariant `below` or `above` 2^exponent and not beyond. */
  | { readonly kind: 'threshold'; readonly invariant: 'below' | 'above'; readonly exponent: number }
  | { readonly kind: 'sees' };

/**
 * Reads a response from losses at c = 2^k, k = −limit … limit.
 *
 * @param losses L(2^k·w), k ascending
 * @param rounding relative rounding error of the loss
 */
export function readScaleResponse(losses: readonly number[], rounding: number): ScaleResponse {
  const limit = (losses.length - 1) / 2;
  const reference = losses[limit];
  const floor = rounding * Math.max(...losses.filter(Number.isFinite).map(Math.abs), Number.MIN_VALUE);
  if (losses.some((loss) => !Number.isFinite(loss))) return { kind: 'sees' };
  if (losses.every((loss) => loss === reference)) return { kind: 'exact' };
  // Beside an addend that a normaliser removes, small weights lose bits in proportion; an epsilon acts in proportion to their square.
  if (losses.every((loss, i) => Math.abs(loss - reference) <= floor * powerOfTwo(Math.max(0, limit - i))))
    return { kind: 'to-rounding' };
  return readPenalty(losses) ?? readThreshold(losses, floor) ?? readDecay(losses, floor) ?? { kind: 'sees' };
}

/** Differences of a·4^k have the ratio 4 everywhere. */
function readPenalty(losses: readonly number[]): ScaleResponse | undefined {
  const middle = (losses.length - 1) / 2;
  const first = losses[middle + 1] - losses[middle];
  for (let k = middle + 1; k < losses.length - 1; k++) {
    const ratio = (losses[k + 1] - losses[k]) / (losses[k] - losses[k - 1]);
    if (!(Math.abs(ratio - 4) < 1e-3)) return undefined;
  }
  return first > 0 ? { kind: 'penalty', amount: first / 3 } : undefined;
}

/** Invariance to the last bit on one side, and a change on the other that no power law leads to. */
function readThreshold(losses: readonly number[], floor: number): ScaleResponse | undefined {
  const limit = (losses.length - 1) / 2;
  for (const invariant of ['above', 'below'] as const) {
    const ordered = invariant === 'above' ? losses.toReversed() : losses;
    const equal = ordered.findIndex((loss) => loss !== ordered[0]);
    const first = Math.abs(ordered[equal] - ordered[0]);
    const second = Math.abs((ordered[equal + 1] ?? NaN) - ordered[0]);
    // What rounding hides of an epsilon comes up from the floor; a threshold acts at once.
    if (equal >= 3 && first > 1e4 * floor && second > first)
      return { kind: 'threshold', invariant, exponent: invariant === 'above' ? limit - equal : equal - limit - 1 };
  }
  return undefined;
}

/** A power law over at least three octaves between rounding and saturation. */
function readDecay(losses: readonly number[], floor: number): ScaleResponse | undefined {
  const end = losses.at(-1)!;
  const deviations = losses.map((loss) => Math.abs(loss - end));
  const largest = Math.max(...deviations);
  if (!(deviations.at(-3)! <= 0.02 * largest)) return undefined;
  // Rounding as it is, where the deviation is least; the floor allows for more.
  const noise = Math.max(8 * Math.max(...deviations.slice(-4)), floor / 8);
  const slopes: number[] = [];
  for (let k = losses.length - 4; k > 0; k--) {
    if (deviations[k - 1] > 0.1 * largest) break;
    if (deviations[k] > noise) slopes.push(log(deviations[k - 1] / deviations[k]) / LN2);
  }
  if (slopes.length < 2) return undefined;
  const sorted = slopes.toSorted((a, b) => a - b);
  const exponent = sorted[sorted.length >> 1];
  const spread = sorted[Math.ceil(0.75 * (sorted.length - 1))] - sorted[Math.floor(0.25 * (sorted.length - 1))];
  return exponent > 0.4 && exponent < 4 && spread < 0.4 ? { kind: 'decaying', exponent } : undefined;
}
