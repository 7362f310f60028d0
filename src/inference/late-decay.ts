import type { Optimizer } from '../optimizers/optimizer.ts';
import type { DesignedDecay } from './decay-designs/decay-design.ts';
import { decayEffects, type DecayProbe } from './decay-effects.ts';
import type { DecayHypothesis } from './decay-hypothesis.ts';

/** Steps after which a decay is looked at again. */
const late = 280;

/**
 * Whether a decay that a plain convention explains at first is a multiple of it, the same at every step and of every tensor, after
 * hundreds of steps. A single step of another kind, such as one that brings weights together, is no other decay.
 *
 * @param hypothesis that explains the first steps
 * @param agreement largest error relative to the decay
 */
export function lateDecay(
  optimizer: Optimizer,
  hypothesis: DecayHypothesis,
  agreement: number,
  probe: DecayProbe,
): DesignedDecay | undefined {
  if (hypothesis.kind === 'none') return undefined;
  let multiple: number | undefined;
  for (const { strength, stray } of decayEffects(optimizer, hypothesis, { ...probe, fill: (probe.fill ?? 0) + late })) {
    multiple ??= strength;
    const isOther = Math.abs(strength - 1) > 1e3 * agreement;
    if (!isOther || !(stray <= 100 * agreement) || Math.abs(strength / multiple - 1) > 1e3 * agreement) return undefined;
  }
  if (multiple === undefined) return undefined;
  const nominal = hypothesis.kind === 'independent' ? 'λ' : 'ηλ';
  const sentence = `the decay has a schedule of its own: it is ${nominal} a step at first, and ${Number(multiple.toPrecision(4))} times that after ${late} steps`;
  return { hypothesis, cause: 'decay-scheduled', sentence };
}
