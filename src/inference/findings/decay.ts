import type { Finder } from './finder.ts';

/**
 * Where the decay is exempt it does more than decay, by design: what it does beyond that is no finding, unless the design itself was
 * rebuilt and is another one.
 */
export const decay: Finder = ({ contract, decay: { finding, later }, rebuilt }) => {
  const mistake = rebuilt?.mistake?.cause.startsWith('decay-') === true ? rebuilt.mistake : undefined;
  return {
    decay: mistake ?? (contract.exempt?.['zero-gradient-decay'] === undefined ? finding : undefined),
    'later decay': later && { cause: later.cause, sentence: later.sentence },
  };
};
