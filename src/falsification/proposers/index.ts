// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { Proposer } from './proposer.ts';
import { boundary } from './boundary.ts';
import { elementary } from './elementary.ts';
import { mutation } from './mutation.ts';
import { novelty } from './novelty.ts';
import { random } from './random.ts';
import { recombination } from './recombination.ts';
import { single } from './single.ts';

/** All members of this folder, in the order of their file names. */
export const proposers: readonly Proposer[] = [boundary, elementary, mutation, novelty, random, recombination, single];
