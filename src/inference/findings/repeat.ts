import type { Finder } from './finder.ts';

/** A first run that is another one when it is run again: something outlives an instance. */
export const repeat: Finder = ({ contract, repeatFirstRun }) => ({
  repeat: contract.random === true ? undefined : repeatFirstRun(),
});
