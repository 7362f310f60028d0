import { builtinOptimizer } from '../../optimizers/reference.ts';
import type { Setting } from '../setting.ts';
import { choiceField } from './choice-field.ts';
import type { Field } from './field.ts';
import { numberField } from './number-field.ts';

/** A field of the setting → what rules call it, the first that a rule has. */
const HYPERPARAMETERS: Readonly<Record<string, readonly string[]>> = {
  momentum: ['momentum', 'beta1'],
  memory: ['beta2', 'alpha'],
  epsilon: ['epsilon'],
};

/** The hyperparameter of a rule that a field stands for, if it has one. */
export function hyperparameterOf(rule: string, field: string): string | undefined {
  const known = builtinOptimizer(rule).hyperparameters ?? {};
  return HYPERPARAMETERS[field]?.find((name) => Object.hasOwn(known, name));
}

const having =
  (field: string) =>
  ({ optimizer }: Setting): boolean =>
    hyperparameterOf(optimizer.rule, field) !== undefined;

/** What can be chosen of an optimizer; plain is stochastic gradient descent. */
export const optimizerFields: readonly Field[] = [
  choiceField(
    'optimizer.rule',
    'optimizer',
    ['sgd', 'heavy-ball', 'nesterov', 'adamw', 'lion', 'signsgd', 'adam'],
    (value) => `the optimizer ${value}`,
  ),
  numberField({
    path: 'optimizer.momentum',
    name: 'momentum',
    values: [0.5, 0, 0.75, 0.9, 0.97],
    words: (value) => `momentum ${value}`,
    matters: having('momentum'),
  }),
  numberField({
    path: 'optimizer.memory',
    name: 'memory of squares',
    values: [0.9, 0.5, 0.97, 0.99],
    words: (value) => `β₂ = ${value}`,
    matters: having('memory'),
  }),
  numberField({
    path: 'optimizer.epsilon',
    name: "the optimizer's epsilon",
    values: [0, 2 ** -20, 2 ** -12, 2 ** -8, 2 ** -5, 2 ** -2],
    words: (value) => `ε = ${value} in the optimizer`,
    matters: having('epsilon'),
  }),
  numberField({
    path: 'optimizer.clip',
    name: 'clipping',
    values: [0, 16, 4, 1, 0.25, 0.0625],
    words: (value) => `gradients clipped at a norm of ${value}`,
    fromAbove: true,
  }),
  {
    ...choiceField('optimizer.precision', 'precision', ['usual', 'single', 'double'], (value) => `${value} precision`),
    bounded: (value, { objective }) => (value === (objective.family === 'digits-mlp' ? 'single' : 'double') ? 'usual' : value),
  },
];
