// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { Conjecture } from './conjecture.ts';
import { adamL2Intrinsic } from './adam-l2-intrinsic.ts';
import { batchTemperature } from './batch-temperature.ts';
import { equilibrium } from './equilibrium.ts';
import { fastEquilibrium } from './fast-equilibrium.ts';
import { momentumRescaling } from './momentum-rescaling.ts';
import { rateDrop } from './rate-drop.ts';
import { rotation } from './rotation.ts';

/** All members of this folder, in the order of their file names. */
export const conjectures: readonly Conjecture[] = [adamL2Intrinsic, batchTemperature, equilibrium, fastEquilibrium, momentumRescaling, rateDrop, rotation];
