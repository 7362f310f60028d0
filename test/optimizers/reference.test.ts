import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../src/arithmetic/configuration-error.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import { iterate } from '../../src/optimizers/iterate.ts';
import { builtinOptimizer } from '../../src/optimizers/reference.ts';

const failure = (reference: string): ConfigurationError => {
  try {
    builtinOptimizer(reference);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ConfigurationError);
    return thrown as ConfigurationError;
  }
  throw new Error(`${reference} was accepted`);
};

describe('builtinOptimizer', () => {
  test.each(optimizers.map((optimizer) => [optimizer.name, optimizer] as const))(
    'finds %s with and without prefix',
    (name, optimizer) => {
      for (const reference of [name, `builtin:${name}`, `builtin:${name}?`]) {
        const found = builtinOptimizer(reference);
        expect(found).toEqual({ ...optimizer, hyperparameters: { ...optimizer.hyperparameters } });
        expect(found).not.toBe(optimizer);
      }
    },
  );

  test('replaces the hyperparameters it names and keeps the others', () => {
    expect(builtinOptimizer('builtin:heavy-ball?momentum=0.95&dampening=0.5').hyperparameters).toEqual({
      momentum: 0.95,
      dampening: 0.5,
    });
    expect(builtinOptimizer('adamw?epsilon=1e-3').hyperparameters).toEqual({ ...adamw.hyperparameters, epsilon: 1e-3 });
    expect(adamw.hyperparameters?.epsilon).toBe(1e-8);
  });

  test('runs with what it was given', () => {
    const options = { learningRate: 0.5 };
    expect(iterate(builtinOptimizer('heavy-ball?momentum=0'), [1], [[1], [1]], options)).toEqual(
      iterate(builtinOptimizer('sgd'), [1], [[1], [1]], options),
    );
  });

  test.each([
    ['builtin:loin', 'UNKNOWN_OPTIMIZER', 'did you mean "lion"?'],
    ['builtin:heavyball', 'UNKNOWN_OPTIMIZER', 'did you mean "heavy-ball"?'],
    ['AdamW', 'UNKNOWN_OPTIMIZER', 'did you mean "adamw"?'],
    ['builtin:shampoo-with-grafting', 'UNKNOWN_OPTIMIZER', 'there are: adadelta'],
    ['builtin:', 'UNKNOWN_OPTIMIZER', 'called ""'],
    ['builtin:adamw?beta3=0.9', 'UNKNOWN_HYPERPARAMETER', 'did you mean "beta1"? it has: beta1, beta2, epsilon'],
    ['builtin:adamw?zeta=0.9', 'UNKNOWN_HYPERPARAMETER', 'it has: beta1, beta2, epsilon'],
    ['builtin:adamw?lr=0.9', 'UNKNOWN_HYPERPARAMETER', 'what the laws vary'],
    ['builtin:adamw?weightDecay=0.9', 'UNKNOWN_HYPERPARAMETER', 'what the laws vary'],
    ['builtin:sgd?momentum=0.9', 'UNKNOWN_HYPERPARAMETER', 'sgd has no hyperparameters'],
    ['builtin:adamw?toString=1', 'UNKNOWN_HYPERPARAMETER', '"toString"'],
    ['builtin:adamw?beta1=high', 'INVALID_HYPERPARAMETER', 'beta1="high"'],
    ['builtin:adamw?beta1=', 'INVALID_HYPERPARAMETER', 'its default is beta1=0.9'],
    ['builtin:adamw?beta1', 'INVALID_HYPERPARAMETER', 'not a finite number'],
    ['builtin:adamw?beta1=0.9,0.95', 'INVALID_HYPERPARAMETER', 'separated by &'],
    ['builtin:adamw?beta1=NaN', 'INVALID_HYPERPARAMETER', 'not a finite number'],
    ['builtin:adamw?beta1=Infinity', 'INVALID_HYPERPARAMETER', 'not a finite number'],
    ['builtin:adamw?beta1=0.9&beta1=0.8', 'INVALID_HYPERPARAMETER', 'twice'],
  ])('refuses %s', (reference, code, message) => {
    const error = failure(reference);
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });
});
