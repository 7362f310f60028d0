import { valueOf } from '../space/field.ts';
import type { Proposer } from './proposer.ts';

/** Draws among which the least tried is chosen. */
const AMONG = 8;

/** Of several random settings the one whose values have been tried least. */
export const novelty: Proposer = {
  id: 'novelty',
  description: 'of eight random settings the one whose values have been tried least',
  propose({ space, tried }, dice) {
    const drawn = Array.from({ length: AMONG }, () => dice.sample(space.arbitrary));
    const known = drawn.map((setting) =>
      space.ingredients(setting).reduce((sum, { path }) => sum + 1 / (1 + tried(path, valueOf(setting, path))), 0),
    );
    return drawn[known.indexOf(Math.max(...known))];
  },
};
