// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { Dataset } from './dataset.ts';
import { digits } from './digits.ts';
import { mnist } from './mnist.ts';

/** All members of this folder, in the order of their file names. */
export const datasets: readonly Dataset[] = [digits, mnist];
