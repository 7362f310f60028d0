import { DIVIDED_BY_CORRECTION } from '../core/epsilon-placement.ts';
import { uncorrectedEpsilon } from '../hidden-epsilon.ts';
import { degreeOf } from '../symmetry.ts';
import type { Finder } from './finder.ts';

/** An ε in a place where it is not claimed, or where nobody puts it. */
export const epsilon: Finder = ({ optimizer, contract, measured, places, roles, core }) => {
  const subtracted = places.find(([, place]) => place === 'subtracted');
  if (subtracted !== undefined) {
    return { epsilon: { cause: 'epsilon-subtracted', sentence: `${subtracted[0]} is subtracted where it should be added` } };
  }
  // Beside corrections that are wrong it does not show what they do to it.
  const isCorrected = core?.mistake?.cause.startsWith('correction-') !== true;
  const scaled = places.find(([name, place]) => place === DIVIDED_BY_CORRECTION && contract.symmetry?.[name] !== undefined);
  if (scaled !== undefined && isCorrected) {
    const sentence = `${scaled[0]} acts ${DIVIDED_BY_CORRECTION}, where √v̂ + ε is claimed`;
    return { epsilon: { cause: 'epsilon-scaled-by-correction', sentence } };
  }
  if (measured.regime.size === 0 || measured.exponents === null || degreeOf(measured.exponents) !== 0) return {};
  return { epsilon: uncorrectedEpsilon(optimizer, roles.epsilon) };
};
