import { hypothesesWithout } from '../hypotheses.ts';
import { choiceField } from '../space/choice-field.ts';
import { commonFields } from '../space/space.ts';
import type { Conjecture } from './conjecture.ts';
import { equilibrium } from './equilibrium.ts';

/** Only ηλ counts for Adam with L2: false, since η²λ is what counts, and kept as a control of the search. */
export const adamL2Intrinsic: Conjecture = {
  ...equilibrium,
  id: 'adam-l2-intrinsic',
  claim: 'Two runs of Adam with L2 regularisation that end at the same ηλ end in the same equilibrium.',
  source: 'nobody: the symmetry of Adam with L2 is (c η, λ/c²), so that η²λ counts; a control that a search has to refute',
  fields: commonFields.map((field) =>
    field.path === 'optimizer.rule' ? choiceField(field.path, field.name, ['adam'], (value) => `the optimizer ${value}`) : field,
  ),
  hypotheses: hypothesesWithout('an optimizer whose intrinsic learning rate is ηλ'),
};
