import { decayEffects } from '../decay-effects.ts';
import type { DecayHypothesis } from '../decay-hypothesis.ts';
import type { DecayDesign, DecayedSubject } from './decay-design.ts';

/** A factor of the shape of a tensor scales the decay as it scales the step. */
export const scaledByShape: DecayDesign = {
  source: 'Liu et al. 2025, Muon at scale; Shazeer & Stern 2018, section 8',
  rank: 11,
  *propose(subject) {
    if (subject.base.kind === 'coupled') return;
    const hypothesis: DecayHypothesis = { ...subject.base, factor: 'shape' };
    if (!subject.reproduces(hypothesis) || !followsShape(subject)) return;
    yield {
      hypothesis,
      cause: 'decay-scaled-by-shape',
      sentence: 'the decay of a tensor is scaled by a factor of its shape',
    };
  },
};

/** Whether strengths are the same at every step, and a function of the shape alone, wherever a tensor stands. */
function followsShape({ optimizer, base, agreement, probe }: DecayedSubject): boolean {
  const shapes = [[4, 3], [5], [3, 2], [4, 3], [2, 6], [5]];
  const byShape = new Map<string, number>();
  for (const list of [shapes, shapes.toReversed()]) {
    for (const { shape, strength } of decayEffects(optimizer, base, { ...probe, shapes: list })) {
      const known = byShape.get(String(shape));
      if (known !== undefined && Math.abs(known - strength) > agreement * Math.abs(known)) return false;
      byShape.set(String(shape), strength);
    }
  }
  const values = [...byShape.values()];
  // Nobody publishes a factor of two for all matrices: there the decay is applied twice.
  if (values.every((value) => [1, 2, 3].some((times) => Math.abs(value - times) <= agreement * times))) return false;
  return values.every((value) => value > 0) && Math.max(...values) > Math.min(...values) * (1 + 1e3 * agreement);
}
