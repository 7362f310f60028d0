// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { Study } from './study.ts';
import { gradientDescentVsFlow } from './gradient-descent-vs-flow.ts';
import { heavyTails } from './heavy-tails.ts';
import { rateDrop } from './rate-drop.ts';
import { rotation } from './rotation.ts';

/** All members of this folder, in the order of their file names. */
export const studies: readonly Study[] = [gradientDescentVsFlow, heavyTails, rateDrop, rotation];
