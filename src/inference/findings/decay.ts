import { causes, type CauseId, type Diagnosis } from '../cause.ts';
import { decayFollowsStep } from '../decay-follows-step.ts';
import { growingBesideGradients, growingWhenSet } from '../growing-when-set.ts';
import type { Measurements } from '../measurements.ts';
import { decaysOtherwiseInTurns } from '../turned-decay.ts';
import type { Finder } from './finder.ts';

/**
 * Where the decay is exempt it does more than decay, by design: what it does beyond that is no finding, unless the design itself was
 * rebuilt and is another one. Nor is it one that λ does nothing at a step that ends at the end of a box.
 */
export const decay: Finder = (measurements) => {
  const {
    optimizer,
    contract,
    decay: { finding: found, later, design },
    rebuilt,
    rest,
    placing,
    core,
    response,
  } = measurements;
  const isUnknown = core === undefined && response.kernel === undefined;
  const rested = resting.some((cause) => placing.note?.cause === cause) ? ofTurns(found, measurements) : found;
  const finding =
    rested?.cause === 'decay-times-constant' && contract.weightDecay === undefined && decayFollowsStep(optimizer)
      ? follows
      : rested;
  const mistake = rebuilt?.mistake?.cause.startsWith('decay-') === true ? rebuilt.mistake : undefined;
  const isBoxed = rest?.cause === 'weights-clamped' && finding?.cause === 'decay-skips-steps';
  return {
    decay: mistake ?? (contract.exempt?.['zero-gradient-decay'] === undefined && !isBoxed ? finding : undefined),
    'doubtful decay': design?.isDoubtful === true ? { cause: 'ambiguous', sentence: design.sentence } : undefined,
    'later decay': later && { cause: later.cause, sentence: later.sentence },
    'option decay':
      contract.random === true
        ? undefined
        : (growingWhenSet(optimizer) ?? (isUnknown ? growingBesideGradients(optimizer) : undefined)),
  };
};

/** Where there is no rate but what both are multiplied by. */
const follows: Diagnosis = {
  cause: 'unexplained',
  sentence: 'the decay is multiplied by a constant that an option sets, and the step is, too',
};

/** Designs by which tensors rest that have a gradient. */
const resting: readonly CauseId[] = ['trained-in-turns', 'rules-by-place'];

/** Half of the steps in which a decay is measured. */
const shortWait = 12;

/** What a decay may be taken for, or be said not to be, where tensors rest. */
const doubtful: readonly CauseId[] = ['decay-skips-tensor', 'decay-skips-steps', 'decay-coupled', 'decay-decoupled'];

/**
 * A tensor whose turn has not come is not decayed by design, whatever the strength is where it has: then what is claimed cannot be told, unless what λ does
 * to those that move says otherwise.
 */
function ofTurns(finding: Diagnosis | undefined, { optimizer, contract, placing }: Measurements): Diagnosis | undefined {
  if (finding === undefined) return undefined;
  // A tensor that has waited at the start moves at most steps that were looked at.
  if (finding.cause === 'decay-skips-tensor' && (placing.waits ?? Infinity) <= shortWait) return finding;
  if (!doubtful.includes(finding.cause) && causes[finding.cause].kind !== 'unknown') return finding;
  const isDenied = contract.weightDecay !== undefined && decaysOtherwiseInTurns(optimizer, contract);
  return {
    cause: isDenied || contract.weightDecay === undefined ? 'unexplained' : 'ambiguous',
    sentence: isDenied
      ? `${finding.sentence}; some tensors rest, and what λ does to one that moves is something else`
      : `${finding.sentence}, where some tensors rest: it may be that their turn has not come`,
  };
}
