// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { Finder } from './finder.ts';
import { contract } from './contract.ts';
import { core } from './core.ts';
import { decay } from './decay.ts';
import { epsilon } from './epsilon.ts';
import { momentum } from './momentum.ts';
import { options } from './options.ts';
import { placing } from './placing.ts';
import { precision } from './precision.ts';
import { rate } from './rate.ts';
import { repeat } from './repeat.ts';
import { response } from './response.ts';
import { selection } from './selection.ts';
import { state } from './state.ts';
import { switches } from './switches.ts';

/** All members of this folder, in the order of their file names. */
export const finders: readonly Finder[] = [contract, core, decay, epsilon, momentum, options, placing, precision, rate, repeat, response, selection, state, switches];
