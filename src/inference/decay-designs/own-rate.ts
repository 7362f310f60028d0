import { decayEffects, explains, type DecayEffect } from '../decay-effects.ts';
import type { DecayHypothesis } from '../decay-hypothesis.ts';
import type { DecayDesign, DecayedSubject } from './decay-design.ts';

/** Steps after which it is looked: an estimate that starts at 1e-6 has grown, and has not yet left the number format. */
const looks: readonly number[] = [25, 50, 100, 200];

/** Effects that are compared: two steps of three tensors. */
const seen = 6;

/** One factor for all tensors, which the rule estimates from the way it has gone, scales the decay as it scales the step. */
export const ownRate: DecayDesign = {
  source: 'Defazio & Mishchenko 2023, D-Adaptation; Mishchenko & Defazio 2023, Prodigy',
  rank: 2.5,
  *propose(subject) {
    if (subject.base.kind === 'coupled') return;
    const hypothesis: DecayHypothesis = { ...subject.base, factor: 'common' };
    if (!subject.reproduces(hypothesis) || !grows(subject, hypothesis)) return;
    yield {
      hypothesis,
      cause: 'decay-share-of-step',
      sentence: 'the decay is scaled by one factor for all tensors, a rate that the rule estimates by itself, as the step is',
    };
  },
};

/** Whether gradients that persist make the factor grow, for all tensors alike, and others do not. */
function grows({ optimizer, base, probe, agreement }: DecayedSubject, hypothesis: DecayHypothesis): boolean {
  const strengths = (steps: number, steady: boolean): DecayEffect[] =>
    Array.from(decayEffects(optimizer, base, { ...probe, fill: (probe.fill ?? 0) + steps, steady })).slice(0, seen);
  const [early] = decayEffects(optimizer, base, probe);
  // An estimate begins with little, and not with nothing: a decay that is left out at some steps does not grow.
  if (!(early.strength > 0)) return false;
  const alike = (effects: readonly DecayEffect[]): boolean =>
    effects.every(({ step, strength }) =>
      effects.every((other) => other.step !== step || Math.abs(other.strength - strength) <= 1e-3 * Math.abs(strength)),
    );
  return looks.some((steps) => {
    const persistent = strengths(steps, true);
    // There is none where the run has diverged by then.
    if (persistent.length === 0 || !(persistent[0].strength > 4 * early.strength) || !alike(persistent)) return false;
    const random = strengths(steps, false);
    const after = { ...probe, fill: (probe.fill ?? 0) + steps, steady: true };
    return (
      random.length > 0 &&
      alike(random) &&
      random[0].strength > 0 &&
      persistent[0].strength > 4 * random[0].strength &&
      explains(optimizer, hypothesis, agreement, after)
    );
  });
}
