import type { Optimizer } from '../../optimizers/optimizer.ts';
import type { Diagnosis } from '../cause.ts';
import { clearedByChange } from '../cleared-by-change.ts';
import { inferCore } from '../core/infer-core.ts';
import { exchangedCoefficients } from '../exchanged-coefficients.ts';
import { eachApart } from '../each-apart.ts';
import { entryApart } from '../entry-apart.ts';
import { fadingWay } from '../fading-way.ts';
import { foreignEntry } from '../foreign-entry.ts';
import { foreignGradient } from '../foreign-gradient.ts';
import { clearedState, endlessMemory } from '../forgetting.ts';
import { idleGradient } from '../gradient-reading.ts';
import { lateAnchor } from '../late-anchor.ts';
import { lateClipping } from '../late-clipping.ts';
import { lateClimb } from '../late-climb.ts';
import { lateDeparture } from '../late-curve.ts';
import { lateRatio } from '../late-ratio.ts';
import { lateRounding } from '../late-rounding.ts';
import { longClimb } from '../long-climb.ts';
import { lostGradient } from '../lost-gradient.ts';
import type { Measurements } from '../measurements.ts';
import { movesAsOne } from '../moves-as-one.ts';
import { isNotOdd } from '../oddness.ts';
import { randomTurns } from '../random-turns.ts';
import { repeatedNoise } from '../repeated-noise.ts';
import { runaway } from '../runaway.ts';
import { isAlikeAlone } from '../company.ts';
import { probeShapes } from '../probe-problem.ts';
import { mistakenCurve } from '../step-curve.ts';
import { firstStepJump } from '../step-jump.ts';
import { turnedSizes } from '../turned-sizes.ts';
import { unmovedSizes } from '../unmoved-sizes.ts';
import { unmovedZeros } from '../unmoved-zeros.ts';
import { degreeOf, withoutConstants } from '../symmetry.ts';
import { optionInTwoRoles } from '../two-roles.ts';
import { keptRatio } from '../kept-ratio.ts';
import { lateMask } from '../late-mask.ts';
import { smallGradients } from '../small-gradients.ts';
import { misreadOrder } from '../misread-order.ts';
import { scaledUnclipped } from '../scaled-unclipped.ts';
import { staleCorrection } from '../stale-correction.ts';
import { stoppedByNeighbour } from '../stopped-by-neighbour.ts';
import { undeclaredNoise } from '../undeclared-noise.ts';
import type { Finder } from './finder.ts';

/** A rule with moments that is that of a mistake, or does what no rule does. */
export const core: Finder = (measurements) => {
  const { optimizer, contract, start, measured, response, core, roles } = measurements;
  const { fill, period } = start;
  const degree = measured.exponents === null ? 0 : degreeOf(measured.exponents);
  const unlike =
    (contract.random === true ? undefined : (lostGradient(optimizer, start) ?? entryApart(optimizer, fill))) ??
    mistaken(measurements) ??
    (contract.random === true ? repeatedNoise(optimizer, fill) : isNotOdd(optimizer, fill)) ??
    optionInTwoRoles(optimizer, roles.epsilon, degree) ??
    (contract.random === true ? undefined : undeclaredNoise(optimizer, fill));
  const small = contract.random === true ? undefined : smallGradients(optimizer, fill);
  // What is cleared at small gradients is cleared at rest.
  const isCleared = unlike?.cause === 'ambiguous' && clearedByChange(optimizer, fill)?.cause === 'ambiguous';
  if (unlike !== undefined)
    return { core: ofMicroBatches(optimizer, period, unlike), 'small gradients': isCleared ? unlike : small };
  // Without a rule that makes the moves, no trajectory is there to be compared with.
  const unknown = core === undefined && response.kernel === undefined && contract.random !== true;
  return {
    core: unknown
      ? (ofIdle(optimizer, fill, period) ??
        mistakenMemory(measurements) ??
        foreignEntry(optimizer, fill) ??
        ofShapes(measurements))
      : undefined,
    'small gradients': small,
  };
};

/** A gradient that does not act on its own step, unless chance has its tensor rest there. */
function ofIdle(optimizer: Optimizer, fill: number, period: number): Diagnosis | undefined {
  const idle = idleGradient(optimizer, fill, period);
  return idle && (randomTurns(optimizer, fill) ?? idle);
}

/** What is wrong with how a rule of whole tensors reads them. */
function ofShapes({ optimizer, start: { fill, period } }: Measurements): Diagnosis | undefined {
  if (period > 1) return undefined;
  return (
    misreadOrder(optimizer, fill) ?? keptRatio(optimizer, fill) ?? lateRatio(optimizer, fill) ?? turnedSizes(optimizer, fill)
  );
}

/** What is wrong with how long gradients are remembered, where no rule is there to compare with. */
function mistakenMemory({ optimizer, start: { fill, period }, decay, placing }: Measurements): Diagnosis | undefined {
  // What lies outside of the state is remembered from run to run.
  if (decay.finding?.cause === 'not-a-function') return undefined;
  // Where another tensor has its turn, what the one before it has learnt is not asked for.
  const asked = placing.note?.cause === 'trained-in-turns' ? (eachApart(optimizer, 'alone') as Optimizer) : optimizer;
  return (period === 1 ? clearedState(asked, fill) : undefined) ?? endlessMemory(asked, fill);
}

function mistaken(measurements: Measurements): Diagnosis | undefined {
  const { optimizer, start, response, core, rebuilt, roles, negligible } = measurements;
  const { fill, period } = start;
  const isScaleFree = response.family === 'scale-free' || response.family === 'nonlinear';
  return (
    core?.mistake ??
    (core === undefined && period > 1 ? countedCalls(measurements) : undefined) ??
    (rebuilt?.mistake?.cause.startsWith('decay-') === true ? undefined : rebuilt?.mistake) ??
    (core === undefined ? undefined : staleCorrection(optimizer, core, negligible, fill)) ??
    inTheLongRun(measurements) ??
    (period === 1 ? muchLater(measurements) : undefined) ??
    (response.kernel === undefined ? firstStepJump(optimizer, fill) : undefined) ??
    (isScaleFree ? exchanged(measurements) : undefined) ??
    (isScaleFree && core === undefined ? mistakenCurve(optimizer, roles.signs, negligible, fill) : undefined)
  );
}

/** Corrections that count calls where gradients are gathered without a word: asked as if so many calls were declared. */
function countedCalls({ optimizer, measured, negligible, start: { period } }: Measurements): Diagnosis | undefined {
  const { mistake } = inferCore({ ...withoutConstants(optimizer, measured), microBatches: period }, negligible, 0) ?? {};
  return mistake?.cause === 'correction-per-micro-batch' ? mistake : undefined;
}

/** Coefficients in each other's place, where the rule treats gradients of both signs alike: of others it does not show what they do. */
function exchanged({ optimizer, contract, roles, start: { fill } }: Measurements): Diagnosis | undefined {
  if (contract.random !== true && isNotOdd(optimizer, fill) !== undefined) return undefined;
  return exchangedCoefficients(optimizer, roles.signs);
}

/** What is right for a long time, and then is not. */
function muchLater({ optimizer, contract, measured, core, negligible, start: { fill } }: Measurements): Diagnosis | undefined {
  if (core !== undefined) return lateDeparture(withoutConstants(optimizer, measured), core, negligible, fill);
  return contract.random === true ? undefined : lateClimb(optimizer, fill);
}

/** What no rule does, known or not: entries move by the gradients of others, or as one, steps lead uphill in the end or are undone, or a quiet step clears the state. */
function inTheLongRun({ optimizer, contract, core, response, start: { fill, period } }: Measurements): Diagnosis | undefined {
  if (contract.random === true) return undefined;
  const isUnknown = core === undefined && (response.kernel === undefined || response.family === 'varying');
  return (
    foreignGradient(optimizer, fill) ??
    movesAsOne(optimizer, fill) ??
    longClimb(optimizer, fill) ??
    fadingWay(optimizer, fill) ??
    runaway(optimizer, fill) ??
    (period === 1 ? clearedByChange(optimizer, fill) : undefined) ??
    lateRounding(optimizer) ??
    (period === 1 && isUnknown ? lateAnchor(optimizer, fill) : undefined) ??
    (period === 1 && core === undefined ? lateClipping(optimizer, fill) : undefined) ??
    (response.family === 'nonlinear' ? scaledUnclipped(optimizer, fill) : undefined) ??
    unmovedSizes(optimizer, fill) ??
    unmovedZeros(optimizer, fill) ??
    lateMask(optimizer, fill) ??
    stoppedByNeighbour(optimizer, fill)
  );
}

/** A sum that is never cleared is one of micro-batches, where there are any, and a counter counts them only there. */
function ofMicroBatches(optimizer: Optimizer, period: number, { cause, sentence }: Diagnosis): Diagnosis {
  const { microBatches = period } = optimizer;
  // As many tensors as micro-batches: a tensor that is alone tells which of the two are counted.
  if (cause === 'correction-per-tensor' && microBatches === probeShapes.length && isAlikeAlone(optimizer))
    return {
      cause: 'correction-per-micro-batch',
      sentence: `the step counter of the bias correction advances ${microBatches} times a step: it counts micro-batches`,
    };
  if (cause === 'correction-per-micro-batch' && microBatches === 1)
    return { cause: 'correction-wrong', sentence: sentence.replace(/: it counts .*/, '') };
  return cause === 'gradient-for-ever' && microBatches > 1 ? { cause: 'micro-batches-dropped', sentence } : { cause, sentence };
}
