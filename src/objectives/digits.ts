import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';

/** Pixels of one digit: 8×8. */
export const DIGIT_PIXELS = 64;
/** Classes of digits. */
export const DIGIT_CLASSES = 10;
/** Rows for training: the first ones. */
export const DIGIT_TRAINING_ROWS = 1437;
/** Rows for testing: the last ones. */
export const DIGIT_TEST_ROWS = 360;

/** Handwritten digits. */
export interface Digits {
  /** Row-major [1797, 64], integers from 0 (white) to 16. */
  readonly pixels: Uint8Array;
  /** [1797], the digit that was written. */
  readonly labels: Uint8Array;
}

let cached: Digits | undefined;

/**
 * The 1,797 handwritten digits that come with the package, read at the first call.
 *
 * @throws ConfigurationError `DIGITS_FILE` where the file is missing or damaged
 *
 * Source: E. Alpaydin & C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository, 1998.
 */
export function digits(): Digits {
  cached ??= load(new URL('../../fixtures/digits/digits.csv.gz', import.meta.url));
  return cached;
}

function load(file: URL): Digits {
  const damaged = (problem: string): ConfigurationError =>
    new ConfigurationError(
      'DIGITS_FILE',
      `the digits in ${file.href} cannot be used: ${problem}`,
      'the file is part of the package; install it again',
    );
  let text: string;
  try {
    text = gunzipSync(readFileSync(file)).toString('latin1');
  } catch (error) {
    throw damaged((error as Error).message);
  }
  const rows = text.trimEnd().split('\n');
  const count = DIGIT_TRAINING_ROWS + DIGIT_TEST_ROWS;
  if (rows.length !== count) throw damaged(`expected ${count} rows, found ${rows.length}`);
  const pixels = new Uint8Array(count * DIGIT_PIXELS);
  const labels = new Uint8Array(count);
  rows.forEach((row, i) => {
    const values = row.split(',').map(Number);
    const label = values.pop();
    const legal =
      label !== undefined && label >= 0 && label < DIGIT_CLASSES && values.every((value) => value >= 0 && value <= 16);
    if (!legal || values.length !== DIGIT_PIXELS)
      throw damaged(`row ${i + 1} is not ${DIGIT_PIXELS} pixels from 0 to 16 and a label`);
    pixels.set(values, i * DIGIT_PIXELS);
    labels[i] = label;
  });
  return { pixels, labels };
}
