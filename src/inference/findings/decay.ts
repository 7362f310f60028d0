import type { Finder } from './finder.ts';

/** Where the decay is exempt it does more than decay, by design: what it does beyond that is no finding. */
export const decay: Finder = ({ contract, decay: { finding } }) => ({
  decay: contract.exempt?.['zero-gradient-decay'] === undefined ? finding : undefined,
});
