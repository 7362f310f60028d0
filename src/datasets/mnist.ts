import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Dataset } from './dataset.ts';

const ROWS = 2500;
const PIXELS = 28 * 28;

/** A part of the MNIST database: as many of each digit. `fixtures/mnist/README.md` says which. */
export const mnist: Dataset = {
  name: 'mnist',
  description: '2,500 handwritten digits of 28×28 pixels, from MNIST',
  shape: [28, 28, 1],
  classes: 10,
  trainingRows: 2000,
  testRows: 500,
  largest: 255,
  checksum: '5855a5e124e5d57c8f7457c5a55c1fd978a69c295ad2021789ca4e639da00cf0',
  source: 'Y. LeCun, C. Cortes & C. J. C. Burges, "The MNIST database of handwritten digits", 1998',
  licence: 'CC BY-SA 3.0',

  read() {
    const bytes = gunzipSync(readFileSync(new URL('../../fixtures/mnist/mnist-2500.gz', import.meta.url)));
    return { values: new Uint8Array(bytes.subarray(0, ROWS * PIXELS)), labels: new Uint8Array(bytes.subarray(ROWS * PIXELS)) };
  },
};
