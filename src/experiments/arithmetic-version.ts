/**
 * Counts changes of what computes: of the numbers that some experiment gives, in any engine. Records of another version are not those
 * that this one would make, so it is part of the id of an experiment.
 *
 * `test/experiments/arithmetic-version.test.ts` runs every optimizer, objective and metric, and fails where their numbers change while
 * this number stays.
 */
export const arithmeticVersion = 1;
