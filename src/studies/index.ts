// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { Study } from './study.ts';
import { adaptiveOptimizers } from './adaptive-optimizers.ts';
import { afterTheDrop } from './after-the-drop.ts';
import { batchSize } from './batch-size.ts';
import { cosineSchedule } from './cosine-schedule.ts';
import { depth100 } from './depth-100.ts';
import { dropBeforeEquilibrium } from './drop-before-equilibrium.ts';
import { equilibrium } from './equilibrium.ts';
import { exponentialRate } from './exponential-rate.ts';
import { functionSpaceMixing } from './function-space-mixing.ts';
import { gaussianNoise } from './gaussian-noise.ts';
import { gradientDescentVsFlow } from './gradient-descent-vs-flow.ts';
import { gradientFlowGeneralisation } from './gradient-flow-generalisation.ts';
import { heavyTails } from './heavy-tails.ts';
import { initialRate } from './initial-rate.ts';
import { largerData } from './larger-data.ts';
import { mixingTime } from './mixing-time.ts';
import { momentum } from './momentum.ts';
import { noWeightDecay } from './no-weight-decay.ts';
import { normCurves } from './norm-curves.ts';
import { normalisers } from './normalisers.ts';
import { rateDrop } from './rate-drop.ts';
import { rateOrScale } from './rate-or-scale.ts';
import { rotation } from './rotation.ts';
import { timeStep } from './time-step.ts';
import { warmupLinearDecay } from './warmup-linear-decay.ts';
import { weightAveraging } from './weight-averaging.ts';
import { weightDecayThreshold } from './weight-decay-threshold.ts';

/** All members of this folder, in the order of their file names. */
export const studies: readonly Study[] = [adaptiveOptimizers, afterTheDrop, batchSize, cosineSchedule, depth100, dropBeforeEquilibrium, equilibrium, exponentialRate, functionSpaceMixing, gaussianNoise, gradientDescentVsFlow, gradientFlowGeneralisation, heavyTails, initialRate, largerData, mixingTime, momentum, noWeightDecay, normCurves, normalisers, rateDrop, rateOrScale, rotation, timeStep, warmupLinearDecay, weightAveraging, weightDecayThreshold];
