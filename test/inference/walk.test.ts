import { describe, expect, test } from 'vitest';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import { adam } from '../../src/optimizers/adam.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { lion } from '../../src/optimizers/lion.ts';
import { nadam } from '../../src/optimizers/nadam.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { rmsprop } from '../../src/optimizers/rmsprop.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { signsgd } from '../../src/optimizers/signsgd.ts';

/** The same rule, whose options are called otherwise. */
function renamed(optimizer: Optimizer, names: Readonly<Record<string, string>>): Optimizer {
  const called = (name: string): string => names[name] ?? name;
  const { hyperparameters = {}, contract } = optimizer;
  return {
    ...optimizer,
    hyperparameters: Object.fromEntries(Object.entries(hyperparameters).map(([name, value]) => [called(name), value])),
    ...(contract?.roles && {
      contract: {
        ...contract,
        roles: Object.fromEntries(Object.entries(contract.roles).map(([name, role]) => [called(name), role])),
      },
    }),
    update: (step) =>
      optimizer.update({
        ...step,
        hyperparameters: Object.fromEntries(
          Object.keys(hyperparameters).map((name) => [name, step.hyperparameters[called(name)]]),
        ),
      }),
  };
}

const with_ = (optimizer: Optimizer, hyperparameters: Record<string, number>): Optimizer => ({
  ...optimizer,
  hyperparameters: { ...optimizer.hyperparameters, ...hyperparameters },
});

describe('the rule that an optimizer settles to', () => {
  test.each<[string, Optimizer, unknown]>([
    ['adamw', adamw as Optimizer, { rule: 'adam', beta1: 'beta1', beta2: 'beta2' }],
    ['adam', adam as Optimizer, { rule: 'adam', beta1: 'beta1', beta2: 'beta2' }],
    [
      'adamw of two equal coefficients',
      with_(adamw as Optimizer, { beta2: 0.9 }),
      { rule: 'adam', beta1: 'beta1', beta2: 'beta2' },
    ],
    ['lion', lion as Optimizer, { rule: 'lion', beta1: 'beta1', beta2: 'beta2' }],
    [
      'lion of two equal coefficients',
      with_(lion as Optimizer, { beta2: 0.9 }),
      { rule: 'lion', beta1: 'beta1', beta2: 'beta2' },
    ],
    ['signsgd', signsgd as Optimizer, { rule: 'sign' }],
    // A linear rule has its closed form by its kernel, and these have none.
    ['sgd', sgd as Optimizer, undefined],
    ['nadam', nadam as Optimizer, undefined],
    ['rmsprop', rmsprop as Optimizer, undefined],
  ])('%s', (_, optimizer, expected) => {
    expect(inferProfile(optimizer).walk).toEqual(expected);
  });

  test.each<[string, Optimizer]>([
    ['adam', adamw as Optimizer],
    ['lion', lion as Optimizer],
  ])('%s is found whatever its options are called, exchanged names among them', (rule, optimizer) => {
    const others = renamed(optimizer, { beta1: 'fast', beta2: 'slow' });
    expect(inferProfile(others).walk).toEqual({ rule, beta1: 'fast', beta2: 'slow' });
    const exchanged = renamed(optimizer, { beta1: 'beta2', beta2: 'beta1' });
    expect(inferProfile(exchanged).walk).toEqual({ rule, beta1: 'beta2', beta2: 'beta1' });
  });

  test('a rule that is another one after its first steps has none', () => {
    const later: Optimizer = {
      ...(adamw as Optimizer),
      name: 'later',
      update(step) {
        const { hyperparameters } = step;
        (adamw as Optimizer).update({
          ...step,
          hyperparameters: { ...hyperparameters, beta1: step.step > 200 ? 0 : hyperparameters.beta1 },
        });
      },
    };
    expect(inferProfile(later).walk).toBeUndefined();
  });

  test('is left out where an optimizer refuses the values that show it', () => {
    const guarded: Optimizer = {
      ...with_(adamw, { beta1: 0.95 }),
      update(given) {
        const { beta1, beta2 } = given.hyperparameters;
        if (beta1 >= beta2) throw new RangeError(`beta1 has to be less than beta2, received ${beta1} and ${beta2}`);
        adamw.update(given);
      },
    };
    expect(inferProfile(guarded).walk).toBeUndefined();
  });
});
