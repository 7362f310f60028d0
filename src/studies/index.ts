// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { Study } from './study.ts';
import { cosineSchedule } from './cosine-schedule.ts';
import { dropBeforeEquilibrium } from './drop-before-equilibrium.ts';
import { exponentialRate } from './exponential-rate.ts';
import { gaussianNoise } from './gaussian-noise.ts';
import { gradientDescentVsFlow } from './gradient-descent-vs-flow.ts';
import { heavyTails } from './heavy-tails.ts';
import { momentum } from './momentum.ts';
import { noWeightDecay } from './no-weight-decay.ts';
import { normCurves } from './norm-curves.ts';
import { normalisers } from './normalisers.ts';
import { rateDrop } from './rate-drop.ts';
import { rateOrScale } from './rate-or-scale.ts';
import { rotation } from './rotation.ts';
import { timeStep } from './time-step.ts';
import { warmupLinearDecay } from './warmup-linear-decay.ts';
import { weightDecayThreshold } from './weight-decay-threshold.ts';

/** All members of this folder, in the order of their file names. */
export const studies: readonly Study[] = [cosineSchedule, dropBeforeEquilibrium, exponentialRate, gaussianNoise, gradientDescentVsFlow, heavyTails, momentum, noWeightDecay, normCurves, normalisers, rateDrop, rateOrScale, rotation, timeStep, warmupLinearDecay, weightDecayThreshold];
