const M0 = 0xd2511f53 | 0;
const M1 = 0xcd9e8d57 | 0;
const W0 = 0x9e3779b9 | 0;
const W1 = 0xbb67ae85 | 0;

/** High 32 bits of the product of two unsigned 32-bit integers, as a signed one. */
export function highProduct(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  // Each of these sums of a 32-bit product and a carry of 16 bits fits 32 bits.
  const middle = Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16);
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + ((Math.imul(aLow, bHigh) + (middle & 0xffff)) >>> 16)) | 0;
}

/**
 * Philox-4x32-10: scrambles a counter of 128 bits under a key of 64 bits into 128 random bits.
 *
 * Ten rounds of (c0, c1, c2, c3) ↦ (high(M1·c2) ⊕ c1 ⊕ k0, low(M1·c2), high(M0·c0) ⊕ c3 ⊕ k1, low(M0·c0)), the key growing by
 * a constant between rounds. There is no state: any block of any stream costs the same.
 *
 * @param out receives the four words as signed integers; allocated once by the caller
 * @param c0 first of the four words of the counter; each may be signed or unsigned
 * @param c1 second word of the counter
 * @param c2 third word of the counter
 * @param c3 fourth word of the counter
 * @param k0 first word of the key
 * @param k1 second word of the key
 *
 * Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 4.3.
 */
export function philox(out: Int32Array, c0: number, c1: number, c2: number, c3: number, k0: number, k1: number): void {
  for (let round = 0; round < 10; round++) {
    const high0 = highProduct(c0, M0);
    const low0 = Math.imul(c0, M0);
    const high1 = highProduct(c2, M1);
    const low1 = Math.imul(c2, M1);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + W0) | 0;
    k1 = (k1 + W1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}
