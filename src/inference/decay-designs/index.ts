// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { DecayDesign } from './decay-design.ts';
import { afterClipping } from './after-clipping.ts';
import { alongGradient } from './along-gradient.ts';
import { asStep } from './as-step.ts';
import { ascending } from './ascending.ts';
import { byPlace } from './by-place.ts';
import { cautious } from './cautious.ts';
import { centralised } from './centralised.ts';
import { exponential } from './exponential.ts';
import { fromStart } from './from-start.ts';
import { frozen } from './frozen.ts';
import { lazy } from './lazy.ts';
import { normMultiplier } from './norm-multiplier.ts';
import { ofPlace } from './of-place.ts';
import { overGradients } from './over-gradients.ts';
import { ownRate } from './own-rate.ts';
import { proximalBeside } from './proximal-beside.ts';
import { relativeRate } from './relative-rate.ts';
import { resting } from './resting.ts';
import { scaledByOption } from './scaled-by-option.ts';
import { scaledByShape } from './scaled-by-shape.ts';
import { shareOfStep } from './share-of-step.ts';
import { softThreshold } from './soft-threshold.ts';
import { vectorsExempt } from './vectors-exempt.ts';
import { warmUpInside } from './warm-up.ts';

/** All members of this folder, in the order of their file names. */
export const decayDesigns: readonly DecayDesign[] = [afterClipping, alongGradient, asStep, ascending, byPlace, cautious, centralised, exponential, fromStart, frozen, lazy, normMultiplier, ofPlace, overGradients, ownRate, proximalBeside, relativeRate, resting, scaledByOption, scaledByShape, shareOfStep, softThreshold, vectorsExempt, warmUpInside];
