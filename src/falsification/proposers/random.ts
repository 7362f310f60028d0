import type { Proposer } from './proposer.ts';

/** Draws every field anew. */
export const random: Proposer = {
  id: 'random',
  description: 'every field drawn anew',
  propose: ({ space }, dice) => dice.sample(space.arbitrary),
};
