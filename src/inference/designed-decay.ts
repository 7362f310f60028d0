import type { Optimizer } from '../optimizers/optimizer.ts';
import { explains, type DecayProbe } from './decay-effects.ts';
import type { DecayHypothesis } from './decay-hypothesis.ts';
import type { DecayDesign, DesignedDecay } from './decay-designs/decay-design.ts';
import { decayDesigns } from './decay-designs/index.ts';

/** Tensors in another order and of other sizes, to tell a rule of dimensions from one of positions. */
export const otherShapes: readonly (readonly number[])[] = [[6], [2, 3], [2, 2, 2], [3], [5, 2]];

/**
 * The plainest published design that reproduces every step of a decay which no plain convention explains, if there is one.
 *
 * @param bases conventions to start from, the likeliest first
 * @param agreement largest error relative to the decay
 * @param own designs beside those that ship with the package
 */
export function designedDecay(
  optimizer: Optimizer,
  bases: readonly DecayHypothesis[],
  agreement: number,
  probe: DecayProbe,
  own: readonly DecayDesign[] = [],
): DesignedDecay | undefined {
  const reproduces = (hypothesis: DecayHypothesis): boolean =>
    explains(optimizer, hypothesis, agreement, probe) &&
    explains(optimizer, hypothesis, agreement, { ...probe, shapes: otherShapes, series: 1 });
  const byRank = [...decayDesigns, ...own].sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || 0);
  for (const design of byRank) {
    for (const base of bases) {
      for (const proposal of design.propose({ optimizer, base, probe, agreement, reproduces }))
        if (reproduces(proposal.hypothesis)) return proposal;
    }
  }
  return undefined;
}
