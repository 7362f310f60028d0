import { Arbitrary, Value, stream } from 'fast-check';
import type { Random, Stream } from 'fast-check';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { HIGH, float64, words } from '../arithmetic/float64-bits.ts';
import type { Range } from './range.ts';

// The numbers (1 + f/2^b)·2^e with 0 ≤ f < 2^b are the float64 whose significand ends after b bits. Their leading 11 + b bits, read
// as an integer, count them in order: an index that is the logarithm up to a piecewise linear distortion of at most 9 % of an octave.

/** Finest grid; a number that needs more bits is not round. */
const FINEST = 20;

/** Index of the largest number of b bits that is not above x. */
function indexBelow(x: number, bits: number): number {
  float64[0] = x;
  return words[HIGH] >>> (20 - bits);
}

function numberAt(index: number, bits: number): number {
  words[HIGH] = index << (20 - bits);
  words[1 - HIGH] = 0;
  return float64[0];
}

/** Index of the smallest number of b bits that is not below x. */
function indexAbove(x: number, bits: number): number {
  const index = indexBelow(x, bits);
  return numberAt(index, bits) === x ? index : index + 1;
}

/** How many bits of the significand follow the leading one; FINEST + 1 stands for all that is not round. */
export function significantBits(x: number): number {
  let bits = 0;
  while (bits <= FINEST && numberAt(indexBelow(x, bits), bits) !== x) bits++;
  return bits;
}

/** The round number from which x differs by rounding errors only, or x. */
export function snap(x: number): number {
  const nearest = numberAt(indexBelow(x * (1 + 2 ** -(FINEST + 2)), FINEST), FINEST);
  return Math.abs(nearest - x) <= x * 2 ** -50 ? nearest : x;
}

/** The domain of `roundNumbers`. */
export interface RoundNumberConstraints extends Range {
  /** Where shrinking ends if everything fails; if it lies outside [min, max], the roundest number near it inside. Default 1. */
  readonly simplest?: number;
  /** Bits of the significand after the leading one; default 3, that is 8 numbers an octave, and more in a short range. */
  readonly bits?: number;
}

/**
 * Positive numbers, log-uniform on those with a short significand: 0.75, 0.0009765625, 1.375·2⁻⁹.
 *
 * Their sums and products are exact for long, they print short, and they shrink towards round ones: first to the simplest number
 * of the range, then to powers of two, then to more bits, each time as near to the simplest number as the predicate allows. Any
 * number of the range can be shrunk without context, round or not.
 *
 * @param constraints ends of the range, both normal float64 above 0; a range without a round number holds its ends only
 * @throws ConfigurationError `RANGE`
 *
 * @example
 * ```ts
 * const [first, second] = fc.sample(roundNumbers({ min: 0.01, max: 10 }), { seed: 1, numRuns: 2 });
 * expect(first).toBeGreaterThanOrEqual(0.01);
 * expect(second).toBeLessThanOrEqual(10);
 * ```
 */
export function roundNumbers({ min, max, simplest = 1, bits = 3 }: RoundNumberConstraints): Arbitrary<number> {
  if (!(min >= 2 ** -1022 && min <= max && max < Infinity)) {
    throw new ConfigurationError(
      'RANGE',
      `received the range [${min}, ${max}]; expected 0 < min ≤ max < Infinity`,
      'are the ends swapped?',
    );
  }
  return new RoundNumberArbitrary({ min, max }, simplest, bits);
}

class RoundNumberArbitrary extends Arbitrary<number> {
  readonly #range: Range;
  readonly #bits: number;
  readonly #simplest: number;
  readonly #first: number;
  readonly #last: number;

  constructor(range: Range, preferred: number, bits: number) {
    super();
    this.#range = range;
    const enough = ([first, last]: [number, number]) => last - first >= 16;
    const ends = (at: number): [number, number] => [indexAbove(range.min, at), indexBelow(range.max, at)];
    // A short range is drawn from a finer grid, so that it still holds more than a few numbers.
    while (bits < FINEST && !enough(ends(bits)) && range.min < range.max) bits++;
    this.#bits = bits;
    [this.#first, this.#last] = ends(bits);
    this.#simplest = this.#simplestNear(preferred);
  }

  #simplestNear(preferred: number): number {
    const { min, max } = this.#range;
    if (preferred >= min && preferred <= max) return preferred;
    for (let bits = 0; bits <= FINEST; bits++) {
      const nearest = preferred < min ? numberAt(indexAbove(min, bits), bits) : numberAt(indexBelow(max, bits), bits);
      if (nearest >= min && nearest <= max) return nearest;
    }
    return preferred < min ? min : max;
  }

  generate(random: Random, biasFactor: number | undefined): Value<number> {
    const [first, last] = [this.#first, this.#last];
    if (first > last) return new Value(random.nextInt(0, 1) === 0 ? this.#range.min : this.#range.max, undefined);
    if (biasFactor !== undefined && random.nextInt(1, biasFactor) === 1) {
      // Bugs live at the ends of a range, and where everything is simplest.
      const edge = [this.#simplest, numberAt(first, this.#bits), numberAt(last, this.#bits)][random.nextInt(0, 2)];
      return new Value(edge, undefined);
    }
    return new Value(numberAt(random.nextInt(first, last), this.#bits), undefined);
  }

  canShrinkWithoutContext(value: unknown): value is number {
    return typeof value === 'number' && value >= this.#range.min && value <= this.#range.max;
  }

  shrink(value: number): Stream<Value<number>> {
    return stream(this.#simpler(value)).map((x) => new Value(x, undefined));
  }

  /** Numbers of the range with fewer bits than the value, or with as many and nearer to the simplest number. */
  *#simpler(value: number): Generator<number, void, undefined> {
    if (value === this.#simplest) return;
    yield this.#simplest;
    const up = value < this.#simplest;
    const bits = significantBits(value);
    const inside = (x: number) => x >= this.#range.min && x <= this.#range.max && x !== this.#simplest;
    for (let fewer = 0; fewer < bits && fewer <= FINEST; fewer++) {
      const below = numberAt(indexBelow(value, fewer), fewer);
      const above = numberAt(indexAbove(value, fewer), fewer);
      for (const x of up ? [above, below] : [below, above]) if (inside(x)) yield x;
    }
    if (bits > FINEST) return;
    const index = indexBelow(value, bits);
    const goal = up ? indexBelow(this.#simplest, bits) : indexAbove(this.#simplest, bits);
    for (let gap = Math.trunc((index - goal) / 2); gap !== 0; gap = Math.trunc(gap / 2)) {
      const x = numberAt(index - gap, bits);
      if (inside(x)) yield x;
    }
  }
}
