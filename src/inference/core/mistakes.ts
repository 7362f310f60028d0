import { correctionMistakes } from './correction-mistakes.ts';
import { callCounters, callCountersOfOne, endingCounters, sparseCounters } from './counter-mistakes.ts';
import { loopMistakes } from './loop-mistakes.ts';
import { memoryMistakes } from './memory-mistakes.ts';
import type { Mistake } from './mistake.ts';
import { momentMistakes } from './moment-mistakes.ts';
import { rateMistakes } from './rate-mistakes.ts';
import { startMistakes } from './start-mistakes.ts';

/** Numbers of calls that a counter may advance by at a step that is one call. */
const usualCalls = [2, 3, 4, 8, 16];

/** What can be done wrong in an element-wise rule; of two that explain the same moves the first one is named. */
export const mistakes: readonly Mistake[] = [
  ...correctionMistakes,
  ...callCounters(usualCalls),
  ...loopMistakes,
  ...startMistakes,
  ...momentMistakes,
  ...rateMistakes,
  ...memoryMistakes,
  ...sparseCounters,
  ...endingCounters,
];

/** Mistakes that show in the lengths of steps under a constant gradient. */
export const curveMistakes: readonly Mistake[] = [
  ...correctionMistakes,
  ...callCounters(usualCalls),
  ...startMistakes,
  ...memoryMistakes,
].filter(({ of }) => of === 'corrected');

/**
 * What can be done wrong in a rule whose steps are of so many calls: counters of these first, which pass for those of tensors where there are as
 * many of them.
 */
export function mistakesOfCalls(calls: number): readonly Mistake[] {
  return calls === 1 ? mistakes : [...callCounters([calls]), ...callCountersOfOne(calls), ...mistakes];
}
