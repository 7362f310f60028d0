// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { Family } from './family.ts';
import { acprop } from './acprop.ts';
import { adabelief } from './adabelief.ts';
import { adabound } from './adabound.ts';
import { adagrad } from './adagrad.ts';
import { atan2 } from './adam-atan2.ts';
import { atan2Plain } from './adam-atan2.ts';
import { adam } from './adam.ts';
import { adamax } from './adamax.ts';
import { adamod } from './adamod.ts';
import { adan } from './adan.ts';
import { simplifiedAdemamix } from './ademamix-simplified.ts';
import { ademamix } from './ademamix.ts';
import { adopt } from './adopt.ts';
import { amsgrad } from './amsgrad.ts';
import { amsgradCorrectedFirst } from './amsgrad.ts';
import { diagonalNewton } from './diagonal-newton.ts';
import { diffgrad } from './diffgrad.ts';
import { grams } from './grams.ts';
import { laprop } from './laprop.ts';
import { lapropRateInside } from './laprop.ts';
import { lion } from './lion.ts';
import { nadamRising } from './nadam.ts';
import { nadamSteady } from './nadam.ts';
import { nadamCorrectedOnce } from './nadam.ts';
import { padam } from './padam.ts';
import { quasiHyperbolicAdam } from './quasi-hyperbolic-adam.ts';
import { radam } from './radam.ts';
import { rmspropMomentum } from './rmsprop-momentum.ts';
import { rmspropOfAverages } from './rmsprop-momentum.ts';
import { rmspropRateInside } from './rmsprop-momentum.ts';
import { rmsprop } from './rmsprop.ts';
import { signOfMean } from './sign-of-mean.ts';
import { uncorrectedAdam } from './uncorrected-adam.ts';
import { yogi } from './yogi.ts';

/** All members of this folder, in the order of their file names. */
export const families: readonly Family[] = [acprop, adabelief, adabound, adagrad, atan2, atan2Plain, adam, adamax, adamod, adan, simplifiedAdemamix, ademamix, adopt, amsgrad, amsgradCorrectedFirst, diagonalNewton, diffgrad, grams, laprop, lapropRateInside, lion, nadamRising, nadamSteady, nadamCorrectedOnce, padam, quasiHyperbolicAdam, radam, rmspropMomentum, rmspropOfAverages, rmspropRateInside, rmsprop, signOfMean, uncorrectedAdam, yogi];
