import type { Optimizer } from '../../optimizers/optimizer.ts';
import type { Diagnosis } from '../cause.ts';
import { exchangedCoefficients } from '../exchanged-coefficients.ts';
import { foreignEntry } from '../foreign-entry.ts';
import { clearedState, endlessMemory } from '../forgetting.ts';
import { idleGradient } from '../gradient-reading.ts';
import { lateDeparture } from '../late-curve.ts';
import type { Measurements } from '../measurements.ts';
import { isNotOdd } from '../oddness.ts';
import { mistakenCurve } from '../step-curve.ts';
import { firstStepJump } from '../step-jump.ts';
import { degreeOf } from '../symmetry.ts';
import { optionInTwoRoles } from '../two-roles.ts';
import type { Finder } from './finder.ts';

/** A rule with moments that is that of a mistake, or does what no rule does. */
export const core: Finder = (measurements) => {
  const { optimizer, contract, start, measured, response, core, roles } = measurements;
  const { fill, period } = start;
  const degree = measured.exponents === null ? 0 : degreeOf(measured.exponents);
  const unlike =
    mistaken(measurements) ??
    (contract.random === true ? undefined : isNotOdd(optimizer, fill)) ??
    optionInTwoRoles(optimizer, roles.epsilon, degree);
  if (unlike !== undefined) return { core: ofMicroBatches(optimizer, unlike) };
  // Without a rule that makes the moves, no trajectory is there to be compared with.
  const unknown = core === undefined && response.kernel === undefined && contract.random !== true;
  return {
    core: unknown
      ? (idleGradient(optimizer, fill, period) ?? mistakenMemory(measurements) ?? foreignEntry(optimizer, fill))
      : undefined,
  };
};

/** What is wrong with how long gradients are remembered, where no rule is there to compare with. */
function mistakenMemory({ optimizer, start: { fill, period }, decay }: Measurements): Diagnosis | undefined {
  // What lies outside of the state is remembered from run to run.
  if (decay.finding?.cause === 'not-a-function') return undefined;
  return (period === 1 ? clearedState(optimizer, fill) : undefined) ?? endlessMemory(optimizer, fill);
}

function mistaken({
  optimizer,
  start: { fill, period },
  response,
  core,
  rebuilt,
  roles,
  negligible,
}: Measurements): Diagnosis | undefined {
  const isScaleFree = response.family === 'scale-free' || response.family === 'nonlinear';
  return (
    core?.mistake ??
    (core !== undefined && period === 1 ? lateDeparture(optimizer, core, negligible, fill) : undefined) ??
    (rebuilt?.mistake?.cause.startsWith('decay-') === true ? undefined : rebuilt?.mistake) ??
    (response.kernel === undefined ? firstStepJump(optimizer, fill) : undefined) ??
    (isScaleFree ? exchangedCoefficients(optimizer, roles.signs) : undefined) ??
    (isScaleFree && core === undefined ? mistakenCurve(optimizer, roles.signs, negligible, fill) : undefined)
  );
}

/** A sum that is never cleared is one of micro-batches, where there are any. */
function ofMicroBatches({ microBatches = 1 }: Optimizer, { cause, sentence }: Diagnosis): Diagnosis {
  return cause === 'gradient-for-ever' && microBatches > 1 ? { cause: 'micro-batches-dropped', sentence } : { cause, sentence };
}
