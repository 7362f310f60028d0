/** One float64 … */
export const float64: Float64Array = new Float64Array(1);

/** … and its two 32-bit words, in the order of this machine. */
export const words: Int32Array = new Int32Array(float64.buffer);

/** Index in `words` of the word with sign, exponent and the first 20 bits of the significand. */
export const HIGH: 0 | 1 = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;
