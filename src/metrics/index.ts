// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { Metric } from './metric.ts';
import { fourthPower } from './fourth-power.ts';
import { secondOrderGain } from './fourth-power.ts';
import { gradientMoment } from './gradient-moment.ts';
import { logCosine } from './log-cosine.ts';
import { logWeightNorm } from './log-weight-norm.ts';
import { loss } from './loss.ts';
import { squaredAngularUpdate } from './squared-angular-update.ts';

export { fourthPower, secondOrderGain, gradientMoment, logCosine, logWeightNorm, loss, squaredAngularUpdate };

/** All members of this folder, in the order of their file names. */
export const metrics: readonly Metric[] = [fourthPower, secondOrderGain, gradientMoment, logCosine, logWeightNorm, loss, squaredAngularUpdate];
