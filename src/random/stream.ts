import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { deriveKey } from './key.ts';
import { philox } from './philox.ts';

/**
 * A seekable source of random numbers: (seed, purpose) select the stream, `seek(replica, step)` a position in it, so that any
 * number is a pure function of (seed, purpose, replica, step, index) and never of what was drawn before.
 */
export interface Stream {
  /** Where it is. */
  readonly replica: number;
  readonly step: number;
  /** Moves to the beginning of the block that belongs to this replica and step, and returns the stream itself. */
  seek(replica: number, step: number): this;
  /** An integer, uniform on 0 … 2³² − 1. */
  uint32(): number;
  /** A float64, uniform on the multiples of 2⁻⁵³ in [0, 1). */
  uniform(): number;
}

/**
 * The stream of random numbers of a seed for one purpose.
 *
 * Its words are Philox-4x32-10 of the counter (block, step, replica, 0) under a key that is a hash of the seed and the path of
 * purposes; the path is read item by item, so ('ab', 'c') and ('a', 'bc') are different streams, and so are 1 and '1'.
 *
 * Different uses of randomness take different purposes, in particular `stream(seed, 'initialisation')` and
 * `stream(seed, 'data')`: when the initial weights and the first gradient noise come from the same numbers, the noise is parallel
 * to the weights, and its tangential part is exactly 0. Two runs share a data order by sharing the purpose, whatever else differs.
 *
 * @param seed a safe integer or any string
 * @param purpose what the numbers are for: strings and finite numbers
 * @returns the stream at replica 0, step 0. A position holds 2³⁴ words, and neighbouring positions do not overlap; `seek` costs
 *   nothing, and no method allocates
 * @throws ConfigurationError `SEED` or `PURPOSE`; and from `seek`, `STREAM_POSITION` unless replica and step are integers in
 *   [0, 2³²)
 *
 * @example
 * ```ts
 * const data = stream(42, 'data', 'digits');
 * const first = data.seek(3, 100).uniform();
 * data.seek(0, 0).uniform();
 * expect(data.seek(3, 100).uniform()).toBe(first);
 * expect(stream(42, 'initialisation', 'digits').seek(3, 100).uniform()).not.toBe(first);
 * ```
 *
 * Source of the generator: Salmon et al., SC 2011.
 */
export function stream(seed: number | string, ...purpose: readonly (string | number)[]): Stream {
  return new PhiloxStream(deriveKey(seed, purpose));
}

class PhiloxStream implements Stream {
  readonly #k0: number;
  readonly #k1: number;
  readonly #words = new Int32Array(4);
  #replica = 0;
  #step = 0;
  #block = 0;
  /** Index of the next unused word; 4: the next block has to be computed. */
  #next = 4;

  constructor(key: Int32Array) {
    this.#k0 = key[0];
    this.#k1 = key[1];
  }

  get replica(): number {
    return this.#replica;
  }

  get step(): number {
    return this.#step;
  }

  seek(replica: number, step: number): this {
    if (replica >>> 0 !== replica || step >>> 0 !== step) {
      throw new ConfigurationError(
        'STREAM_POSITION',
        `seek(replica, step) received (${replica}, ${step}); expected two integers from 0 to 4294967295`,
        'replicas are numbered from 0; a longer run needs a second purpose, such as stream(seed, "data", "second half")',
      );
    }
    this.#replica = replica;
    this.#step = step;
    this.#block = 0;
    this.#next = 4;
    return this;
  }

  uint32(): number {
    if (this.#next === 4) this.#refill();
    return this.#words[this.#next++] >>> 0;
  }

  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) * 1.1102230246251565e-16;
  }

  #refill(): void {
    philox(this.#words, this.#block, this.#step, this.#replica, 0, this.#k0, this.#k1);
    this.#block = (this.#block + 1) | 0;
    this.#next = 0;
  }
}
