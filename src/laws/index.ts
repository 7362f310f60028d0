// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { Law } from './law.ts';
import { determinism } from './exact/determinism.ts';
import { driveInvariance } from './exact/drive-invariance.ts';
import { exponentialRateEquivalence } from './exact/exponential-rate-equivalence.ts';
import { finiteness } from './exact/finiteness.ts';
import { firstStep } from './exact/first-step.ts';
import { gradientAccumulation } from './exact/gradient-accumulation.ts';
import { gradientOrthogonality } from './exact/gradient-orthogonality.ts';
import { gradientScale } from './exact/gradient-scale.ts';
import { liveHyperparameters } from './exact/live-hyperparameters.ts';
import { partitionInvariance } from './exact/partition-invariance.ts';
import { radialIdentity } from './exact/radial-identity.ts';
import { resume } from './exact/resume.ts';
import { scaleInvariance } from './exact/scale-invariance.ts';
import { scalingSymmetry } from './exact/scaling-symmetry.ts';
import { zeroGradientDecay } from './exact/zero-gradient-decay.ts';
import { discrimination } from './statistical/discrimination.ts';
import { effectiveRateScaling } from './statistical/effective-rate-scaling.ts';
import { equilibrium } from './statistical/equilibrium.ts';
import { fastEquilibrium } from './statistical/fast-equilibrium.ts';
import { normBalance } from './statistical/norm-balance.ts';
import { rateDrop } from './statistical/rate-drop.ts';

export { determinism, driveInvariance, exponentialRateEquivalence, finiteness, firstStep, gradientAccumulation, gradientOrthogonality, gradientScale, liveHyperparameters, partitionInvariance, radialIdentity, resume, scaleInvariance, scalingSymmetry, zeroGradientDecay, discrimination, effectiveRateScaling, equilibrium, fastEquilibrium, normBalance, rateDrop };

/** All members of this folder, in the order of their file names. */
export const laws: readonly Law[] = [determinism, driveInvariance, exponentialRateEquivalence, finiteness, firstStep, gradientAccumulation, gradientOrthogonality, gradientScale, liveHyperparameters, partitionInvariance, radialIdentity, resume, scaleInvariance, scalingSymmetry, zeroGradientDecay, discrimination, effectiveRateScaling, equilibrium, fastEquilibrium, normBalance, rateDrop];
