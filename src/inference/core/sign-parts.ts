import { uncorrected, type Parts } from './rule.ts';

/** Parts of a rule that steps by the sign of its direction. */
export const signParts: Partial<Parts> = {
  correct1: uncorrected,
  correct2: uncorrected,
  gather: () => 1,
  divide: (direction) => Math.sign(direction),
};
