import type { CauseId } from '../cause.ts';
import type { Setting } from '../decay-hypothesis.ts';
import { isVector } from '../is-vector.ts';
import type { DecayDesign } from './decay-design.ts';

/** Strengths that follow the schedule otherwise than ηλ does. */
const strengths: readonly (readonly [CauseId, string, (setting: Setting) => number])[] = [
  [
    'decay-corrected',
    'the decay is η²λ/max η a step (corrected decay, as in AdamC)',
    ({ learningRate, peakLearningRate }) => learningRate / peakLearningRate,
  ],
  [
    'decay-reference-rate',
    'the decay is λη/η₁ a step: it follows the schedule relative to the first learning rate',
    ({ firstLearningRate }) => 1 / firstLearningRate,
  ],
  [
    'decay-reference-rate',
    'the decay is λη/max η a step: it follows the schedule relative to the largest learning rate so far',
    ({ peakLearningRate }) => 1 / peakLearningRate,
  ],
];

/** Decay that is relative to a learning rate of the run itself. */
export const relativeRate: DecayDesign = {
  source: 'Loshchilov & Hutter 2019, algorithm 2; Defazio 2025, AdamC',
  rank: 2,
  *propose({ base }) {
    if (base.kind !== 'decoupled') return;
    for (const exempt of [undefined, isVector])
      for (const [cause, sentence, strength] of strengths)
        yield { hypothesis: { ...base, strength, ...(exempt && { exempt }) }, cause, sentence };
  },
};
