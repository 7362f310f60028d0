import type { Note } from '../cause.ts';

/** Said of rules whose buffer holds steps, not gradients. */
export const rateInside: Note = {
  kind: 'unusual',
  cause: 'rate-inside-momentum',
  sentence: 'the learning rate is inside the momentum buffer',
};
