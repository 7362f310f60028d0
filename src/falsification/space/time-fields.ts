import type { Field } from './field.ts';
import { numberField } from './number-field.ts';

/** The rate of decay of a step, the plain one first. */
export function rateField(...values: readonly number[]): Field {
  return numberField({ path: 'rate', name: 'rate of decay', values, words: (value) => `a rate of decay of ${value} a step` });
}

/** How fast a run forgets, and how long it is given. */
export const timeFields: readonly Field[] = [
  rateField(0.1, 0.05, 0.2, 0.025),
  numberField({
    path: 'horizon',
    name: 'horizon',
    values: [20, 10, 5, 2, 1, 0.5],
    words: (value) => `a horizon of ${value}/(ηλ)`,
  }),
];
