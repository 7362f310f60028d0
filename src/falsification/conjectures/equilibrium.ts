import { usualHypotheses } from '../hypotheses.ts';
import { commonFields } from '../space/space.ts';
import { stateEquality } from '../state-equality.ts';
import type { Conjecture } from './conjecture.ts';

/** Two histories that end at the same ηλ end in the same equilibrium. */
export const equilibrium: Conjecture = {
  id: 'equilibrium',
  claim:
    'Two runs that end at the same ηλ agree, in the end, in loss, effective learning rate, rotation, accuracy and the distribution of predicted labels, whatever their histories are.',
  source: 'Li, Lyu & Arora 2020, the fast equilibrium conjecture, without its time',
  lasting: true,
  fields: commonFields,
  hypotheses: usualHypotheses,
  stateOf: stateEquality,
};
