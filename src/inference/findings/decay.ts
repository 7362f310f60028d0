import type { Diagnosis } from '../cause.ts';
import type { Finder } from './finder.ts';

/**
 * Where the decay is exempt it does more than decay, by design: what it does beyond that is no finding, unless the design itself was
 * rebuilt and is another one. Nor is it one that λ does nothing at a step that ends at the end of a box.
 */
export const decay: Finder = ({ contract, decay: { finding: found, later, design }, rebuilt, rest, placing }) => {
  const finding = placing.note?.cause === 'trained-in-turns' ? ofTurns(found) : found;
  const mistake = rebuilt?.mistake?.cause.startsWith('decay-') === true ? rebuilt.mistake : undefined;
  const isBoxed = rest?.cause === 'weights-clamped' && finding?.cause === 'decay-skips-steps';
  return {
    decay: mistake ?? (contract.exempt?.['zero-gradient-decay'] === undefined && !isBoxed ? finding : undefined),
    'doubtful decay': design?.isDoubtful === true ? { cause: 'ambiguous', sentence: design.sentence } : undefined,
    'later decay': later && { cause: later.cause, sentence: later.sentence },
  };
};

/** A tensor whose turn has not come is not decayed by design, whatever the strength is where it has. */
function ofTurns(finding: Diagnosis | undefined): Diagnosis | undefined {
  if (finding?.cause !== 'decay-skips-tensor' && finding?.cause !== 'decay-skips-steps') return finding;
  return {
    cause: 'unexplained',
    sentence: `${finding.sentence}, where tensors are trained in turns: it may be that their turn has not come`,
  };
}
