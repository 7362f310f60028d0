import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { HIGH, float64, words } from '../arithmetic/float64-bits.ts';
import { philox } from './philox.ts';

/**
 * The 64-bit key of a seed and a path of purposes.
 *
 * Every item becomes words: its kind and length, then its UTF-16 units or the two halves of its float64. Word after word is
 * encrypted under the key so far, and half of what comes out is the next key; so the hash is as well mixed as the generator. Two
 * of n paths collide with probability about n²/2⁶⁵.
 *
 * @param seed a safe integer or a string
 * @param purpose strings and finite numbers
 * @throws ConfigurationError `SEED` or `PURPOSE` on anything else
 */
export function deriveKey(seed: number | string, purpose: readonly (string | number)[]): Int32Array {
  if (typeof seed !== 'string' && !Number.isSafeInteger(seed)) {
    throw new ConfigurationError('SEED', `received the seed ${seed}; expected an integer below 2^53 in size, or a string`);
  }
  const wrong = purpose.findIndex((item) => typeof item !== 'string' && !Number.isFinite(item));
  if (wrong !== -1) {
    throw new ConfigurationError(
      'PURPOSE',
      `received ${purpose[wrong]} in the purpose of a stream; expected strings and finite numbers`,
    );
  }
  const key = new Int32Array(4);
  absorb(key, 1 + purpose.length);
  for (const item of [seed, ...purpose]) {
    if (typeof item === 'string') {
      absorb(key, 1 + item.length);
      for (let i = 0; i < item.length; i++) absorb(key, item.charCodeAt(i));
    } else {
      absorb(key, 0);
      // Adding 0 makes −0 and 0 one number.
      float64[0] = item + 0;
      const high = words[HIGH];
      const low = words[1 - HIGH];
      absorb(key, high);
      absorb(key, low);
    }
  }
  return key;
}

function absorb(key: Int32Array, word: number): void {
  philox(key, word, 0, 0, 0, key[0], key[1]);
}
