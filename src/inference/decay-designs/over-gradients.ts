import { decayEffects, type DecayEffect } from '../decay-effects.ts';
import type { DecayDesign, DecayedSubject } from './decay-design.ts';

/** One number for all tensors, the size of their gradients together, divides the decay as it divides the step of all of them on average. */
export const overGradients: DecayDesign = {
  source: 'Xie, Sato & Sugiyama 2020, Stable weight decay (arXiv 2011.11152), algorithm 3',
  rank: 2.6,
  *propose(subject) {
    if (subject.base.kind !== 'decoupled' || !isOverOneSize(subject)) return;
    yield {
      hypothesis: { ...subject.base, factor: 'common' },
      cause: 'decay-over-gradients',
      sentence: 'the decay is divided by the size of the gradients of all tensors together (stable weight decay)',
    };
  },
};

/** Gradients are so many times as large, far above what is negligible beside them. */
const size = 2 ** 8;

/** Whether the strength is the same for all tensors of a step, and that over the size of the gradients. */
function isOverOneSize({ optimizer, base, probe, agreement }: DecayedSubject): boolean {
  const [usual, large] = [1, size].map((each) => Array.from(decayEffects(optimizer, base, { ...probe, size: each })));
  if (usual.length === 0 || usual.length !== large.length) return false;
  const first = (effects: readonly DecayEffect[], step: number): number =>
    effects.find((effect) => effect.step === step)!.strength;
  return [usual, large].every((effects, i) =>
    effects.every(
      ({ step, strength, stray }) =>
        stray < 1e-6 &&
        strength > 0 &&
        Math.abs(strength / first(effects, step) - 1) <= agreement &&
        (i === 0 || Math.abs((strength * size) / first(usual, step) - 1) < 1e-3),
    ),
  );
}
