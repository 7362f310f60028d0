import { equilibrium } from './equilibrium.ts';
import type { Conjecture } from './conjecture.ts';

/** The time to agree is O(1/(ηλ)). */
export const fastEquilibrium: Conjecture = {
  ...equilibrium,
  id: 'fast-equilibrium',
  claim: 'Two runs that end at the same ηλ agree after twenty times 1/(ηλ) steps.',
  source: 'Li, Lyu & Arora 2020, the fast equilibrium conjecture',
  lasting: false,
};
