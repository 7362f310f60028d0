// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { Conjecture } from './conjecture.ts';
import { equilibrium } from './equilibrium.ts';

/** All members of this folder, in the order of their file names. */
export const conjectures: readonly Conjecture[] = [equilibrium];
