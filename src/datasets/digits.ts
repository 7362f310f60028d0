import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Dataset, Samples } from './dataset.ts';

/** Handwritten digits of 8×8 pixels, each a count of dark dots from 0 (white) to 16. */
export const digits: Dataset = {
  name: 'digits',
  description: '1,797 handwritten digits of 8×8 pixels',
  shape: [8, 8, 1],
  classes: 10,
  trainingRows: 1437,
  testRows: 360,
  largest: 16,
  checksum: '87ff0c9e40dc7e2c0e34e7257799c2e3f3aec1a016363bb11cad869ec428a826',
  source: 'E. Alpaydin & C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository, 1998',
  licence: 'CC BY 4.0',
  read: () => parse(gunzipSync(readFileSync(new URL('../../fixtures/digits/digits.csv.gz', import.meta.url))).toString('latin1')),
};

/** Rows of 64 pixels and a label, separated by commas. */
function parse(text: string): Samples {
  const rows = text.trimEnd().split('\n');
  const values = new Uint8Array(rows.length * 64);
  const labels = new Uint8Array(rows.length);
  rows.forEach((row, i) => {
    const numbers = row.split(',').map(Number);
    const label = numbers.pop();
    if (numbers.length !== 64 || ![...numbers, label].every((x) => Number.isInteger(x) && x! >= 0 && x! <= 16))
      throw new Error(`row ${i + 1} is not 64 pixels from 0 to 16 and a label`);
    values.set(numbers, i * 64);
    labels[i] = label!;
  });
  return { values, labels };
}
