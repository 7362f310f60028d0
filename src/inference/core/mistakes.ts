import { correctionMistakes } from './correction-mistakes.ts';
import { callCounters, endingCounters } from './counter-mistakes.ts';
import { loopMistakes } from './loop-mistakes.ts';
import { memoryMistakes } from './memory-mistakes.ts';
import type { Mistake } from './mistake.ts';
import { momentMistakes } from './moment-mistakes.ts';
import { rateMistakes } from './rate-mistakes.ts';
import { startMistakes } from './start-mistakes.ts';

/** What can be done wrong in an element-wise rule; of two that explain the same moves the first one is named. */
export const mistakes: readonly Mistake[] = [
  ...correctionMistakes,
  ...callCounters,
  ...loopMistakes,
  ...startMistakes,
  ...momentMistakes,
  ...rateMistakes,
  ...memoryMistakes,
  ...endingCounters,
];

/** Mistakes that show in the lengths of steps under a constant gradient. */
export const curveMistakes: readonly Mistake[] = [
  ...correctionMistakes,
  ...callCounters,
  ...startMistakes,
  ...memoryMistakes,
].filter(({ of }) => of === 'corrected');
