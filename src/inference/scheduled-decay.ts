import type { Optimizer } from '../optimizers/optimizer.ts';
import type { DesignedDecay } from './decay-designs/decay-design.ts';
import { decayEffects, explains, type DecayProbe } from './decay-effects.ts';
import type { DecayHypothesis } from './decay-hypothesis.ts';
import { otherShapes } from './designed-decay.ts';
import { followSchedule } from './scheduled-steps.ts';

/**
 * A decay whose strength the number of the step sets, and nothing else: neither η and λ, nor gradients, their size, or the tensor. Cosines and
 * ramps of the decay inside a rule are of this kind; so are mistakes of bias corrections and skipped steps, which are asked for before.
 *
 * @param base the nearest convention
 * @param agreement largest error relative to the decay
 * @returns the decay by its measured schedule, or `undefined` where there is none
 */
export function scheduledDecay(
  optimizer: Optimizer,
  base: DecayHypothesis,
  agreement: number,
  probe: DecayProbe,
): DesignedDecay | undefined {
  if (base.kind === 'coupled' || base.kind === 'none') return undefined;
  const strengths = new Map<number, number>();
  for (const { step, strength, stray } of decayEffects(optimizer, base, probe)) {
    if (!(stray <= agreement) || !(strength > 0)) return undefined;
    if (!strengths.has(step)) strengths.set(step, strength);
  }
  const last = Math.max(...strengths.keys());
  const scheduleOf = (step: number): number => strengths.get(Math.min(step, last)) ?? 1;
  const hypothesis: DecayHypothesis = { ...base, strength: ({ step }) => scheduleOf(step) };
  const probes: DecayProbe[] = [{ offset: 3 }, { shapes: otherShapes, series: 1 }, { size: 2 ** 8 }, { size: 2 ** -8 }];
  if (!probes.every((more) => explains(optimizer, hypothesis, agreement, { ...probe, ...more }))) return undefined;
  const [first, then] = [...strengths.values()].map((strength) => Number(strength.toPrecision(4)));
  const nominal = base.kind === 'independent' ? 'λ' : 'ηλ';
  const factors = `${first}, ${then}, … and ${Number(strengths.get(last)!.toPrecision(4))} at step ${last}`;
  if (base.kind === 'decoupled' && followSchedule(optimizer, scheduleOf, last)) {
    const sentence = `a schedule inside the rule scales the decay as it scales the step: ${factors} times ${nominal}`;
    return { hypothesis, cause: 'decay-share-of-step', sentence };
  }
  return {
    hypothesis,
    cause: 'decay-scheduled',
    sentence: `the decay has a schedule of its own: the number of the step alone makes it ${factors} times ${nominal}`,
  };
}
