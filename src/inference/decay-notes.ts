import type { Note } from './cause.ts';
import type { DecayReading } from './decay.ts';
import type { DecayClaim } from './decay-claim.ts';

/** What a reader should know of a decay that nobody claimed otherwise. */
export function decayNotes({ matching, nearest, design }: DecayReading, claimed: DecayClaim): Note[] {
  if (matching.length === 0) return [];
  const { kind, order, of } = nearest;
  const notes: Note[] = [];
  if (claimed.weightDecay === undefined && kind === 'independent') {
    const sentence = 'the decay is independent of the learning rate: weights are multiplied by 1 − λ a step';
    notes.push({ kind: 'convention', cause: 'decay-independent', sentence });
  }
  if (claimed.decayOrder === undefined && order === 'after') {
    const sentence = 'the decay is applied after the update and shrinks the update too';
    notes.push({ kind: 'convention', cause: 'decay-after-update', sentence });
  }
  if (claimed.decayOrder === undefined && order === 'proximal' && of === undefined) {
    const sentence = `the decay is proximal: weights are divided by 1 + ${kind === 'independent' ? 'λ' : 'ηλ'}`;
    notes.push({ kind: 'unusual', cause: 'decay-proximal', sentence });
  }
  if (design !== undefined) {
    const { cause, sentence, value } = design;
    notes.push({ kind: 'unusual', cause, sentence, ...(value !== undefined && { value }) });
  }
  return notes;
}
