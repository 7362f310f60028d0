// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { ObjectiveFamily } from './objective.ts';
import { convnet } from './convnet.ts';
import { digitsMlp } from './digits-mlp.ts';
import { isotropicNoise } from './isotropic-noise.ts';
import { quadraticBowl } from './negative/quadratic-bowl.ts';
import { smoothedVonMisesFisher } from './negative/smoothed-von-mises-fisher.ts';
import { noisyRayleighQuotient } from './noisy-rayleigh-quotient.ts';
import { quadraticRatio } from './quadratic-ratio.ts';
import { twoBasins } from './two-basins.ts';
import { vonMisesFisher } from './von-mises-fisher.ts';

export { convnet, digitsMlp, isotropicNoise, quadraticBowl, smoothedVonMisesFisher, noisyRayleighQuotient, quadraticRatio, twoBasins, vonMisesFisher };

/** All members of this folder, in the order of their file names. */
export const objectiveFamilies: readonly ObjectiveFamily[] = [convnet, digitsMlp, isotropicNoise, quadraticBowl, smoothedVonMisesFisher, noisyRayleighQuotient, quadraticRatio, twoBasins, vonMisesFisher];
