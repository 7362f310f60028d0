import type { EpsilonClaim } from '../../optimizers/optimizer.ts';
import type { CauseId, Diagnosis } from '../cause.ts';
import { DIVIDED_BY_CORRECTION, type EpsilonPlace } from '../core/epsilon-placement.ts';
import { uncorrectedEpsilon } from '../hidden-epsilon.ts';
import type { Measurements } from '../measurements.ts';
import { degreeOf } from '../symmetry.ts';
import type { Finder } from './finder.ts';

/** What a claim is called where it is measured, and its formula. */
const claims: Readonly<Record<EpsilonClaim, readonly [EpsilonPlace, string]>> = {
  outside: ['outside the root', '√v̂ + ε'],
  inside: ['inside the root', '√(v̂ + ε)'],
  limit: ['as a lower limit of the root', 'max(√v̂, ε)'],
  uncorrected: [DIVIDED_BY_CORRECTION, '√v + ε'],
};

const causeOf: Readonly<Record<EpsilonPlace, CauseId>> = {
  'outside the root': 'epsilon-outside-root',
  'inside the root': 'epsilon-inside-root',
  'as a lower limit of the root': 'claim-false',
  [DIVIDED_BY_CORRECTION]: 'epsilon-scaled-by-correction',
  subtracted: 'epsilon-subtracted',
};

/** The first ε that stands in another place than is claimed. */
function misplaced(places: Measurements['places'], claimed: EpsilonClaim | undefined): Diagnosis | undefined {
  if (claimed === undefined) return undefined;
  const [expected, formula] = claims[claimed];
  return places.flatMap(([name, place]): Diagnosis[] =>
    place === undefined || place === expected
      ? []
      : [{ cause: causeOf[place], sentence: `${name} acts ${place}, where ${formula} is claimed` }],
  )[0];
}

/** An ε in a place where it is not claimed, or where nobody puts it. */
export const epsilon: Finder = ({ optimizer, contract, measured, places, roles, core }) => {
  const subtracted = places.find(([, place]) => place === 'subtracted');
  if (subtracted !== undefined) {
    return { epsilon: { cause: 'epsilon-subtracted', sentence: `${subtracted[0]} is subtracted where it should be added` } };
  }
  // Beside corrections that are wrong it does not show what they do to it.
  const isCorrected = core?.mistake?.cause.startsWith('correction-') !== true;
  const elsewhere = isCorrected ? misplaced(places, contract.epsilonPlace) : undefined;
  if (elsewhere !== undefined) return { epsilon: elsewhere };
  if (measured.regime.size === 0 || measured.exponents === null || degreeOf(measured.exponents) !== 0) return {};
  return { epsilon: uncorrectedEpsilon(optimizer, roles.epsilon) };
};
