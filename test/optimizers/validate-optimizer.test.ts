import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../src/arithmetic/configuration-error.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import { validateOptimizer } from '../../src/optimizers/validate-optimizer.ts';

const valid = { name: 'mine', init: () => ({}), update: () => {} };

const complaint = (value: unknown): string => {
  try {
    validateOptimizer(value, 'mine.ts');
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ConfigurationError);
    expect((thrown as ConfigurationError).code).toBe('INVALID_OPTIMIZER');
    expect((thrown as Error).message).toMatch(/^mine\.ts is not an optimizer/);
    return (thrown as Error).message;
  }
  throw new Error('it was accepted');
};

/** Claims that cannot be meant, and what is said of them. */
const claims: readonly [object, string][] = [
  [{ decayExempt: 'matrices' }, "contract.decayExempt: expected 'vectors', a list of names, or a function of name and shape"],
  [{ decayOrigin: 'zero' }, "contract.decayOrigin: expected one of 'start'"],
  [{ epsilonPlace: 'beside' }, "contract.epsilonPlace: expected one of 'outside', 'inside', 'limit', 'uncorrected'"],
  [{ decayMask: 'bold' }, "contract.decayMask: expected one of 'cautious'"],
  [{ rateReference: 'rate' }, 'contract.rateReference: expected the name of a hyperparameter (beta)'],
  [{ warmUp: -1 }, 'contract.warmUp: expected a whole number of calls from 0'],
  [{ commonFactor: 1 }, 'contract.commonFactor: expected true or false'],
  [{ random: 'yes' }, 'contract.random: expected true or false'],
  [{ roles: { bta: 'momentum' } }, 'contract.roles.bta: no hyperparameter is called so; did you mean "beta"?'],
  [{ roles: { beta: 'moment' } }, 'contract.roles.beta: expected one of momentum, first-moment'],
  [{ precisions: [] }, "contract.precisions: expected a list of 'float64' and 'float32' that is not empty"],
];

describe('validateOptimizer accepts', () => {
  test.each(optimizers.map((optimizer) => [optimizer.name, optimizer] as const))('the built-in %s', (_, optimizer) => {
    expect(validateOptimizer(optimizer)).toBe(optimizer);
  });

  test.each([
    ['the least there can be', valid],
    ['properties that it does not know', { ...valid, author: 'me', paperSettings: [1, 2] }],
    [
      'hyperparameters, a full contract, and the optional properties',
      {
        ...valid,
        hyperparameters: { momentum: 0.9, clip: Infinity },
        elementwise: true,
        microBatches: 4,
        contract: {
          symmetry: { learningRate: 2, weightDecay: -2, clip: -1 },
          weightDecay: 'decoupled',
          momentum: 'rate-inside',
          decayOrder: 'after',
          exempt: { 'first-step': 'rescales it by design' },
        },
      },
    ],
    ['an empty contract', { ...valid, contract: {} }],
    [
      'every further claim',
      {
        ...valid,
        hyperparameters: { beta: 0.9, rate0: 0.5 },
        contract: {
          decayOrder: 'proximal',
          decayExempt: (_: string, shape: readonly number[]) => shape.length < 2,
          decayMask: 'cautious',
          decayOrigin: 'start',
          epsilonPlace: 'uncorrected',
          rateReference: 'rate0',
          warmUp: 1,
          commonFactor: true,
          random: true,
          roles: { beta: 'second-moment' },
          precisions: ['float64'],
        },
      },
    ],
  ])('%s', (_, value) => {
    expect(validateOptimizer(value)).toBe(value);
  });

  test('the instance of a class', () => {
    class Mine {
      name = 'mine';
      init(): object {
        return {};
      }
      update(): void {}
    }
    const instance = new Mine();
    expect(validateOptimizer(instance)).toBe(instance);
  });

  test('a module namespace, also one that a transpiler wrapped once more', () => {
    expect(validateOptimizer({ default: valid, other: 1 })).toBe(valid);
    expect(validateOptimizer({ default: { default: valid, __esModule: true } })).toBe(valid);
  });
});

describe('validateOptimizer explains', () => {
  test.each([
    ['nothing', undefined, 'it is undefined; is the default export missing?'],
    ['null', null, 'it is null'],
    ['a namespace without exports', { default: undefined }, 'it is undefined'],
    ['a class', class Momentum {}, 'it is the class Momentum, which would have to be instantiated'],
    ['a tf.Optimizer', { applyGradients() {} }, 'put tfjs: before the path of its module'],
    [
      'a class of them',
      class {
        applyGradients(): void {}
      },
      'put tfjs: before the path of its module',
    ],
    ['a factory', function makeSgd() {}, 'it is the function makeSgd: if it makes the optimizer, export what it returns'],
    ['an arrow function', (() => () => {})(), 'it is the function (anonymous)'],
    ['a promise', Promise.resolve(valid), 'it is a promise'],
    ['a string', 'adamw', 'it is "adamw"'],
    ['a number', 3, 'it is the number 3'],
    [
      'a named export only',
      { sgd: valid, helper: 1 },
      'it has no default export, but "sgd" looks like one: export { sgd as default }',
    ],
  ])('%s', (_, value, message) => {
    const text = complaint(value);
    expect(text).toContain(message);
    expect(text).toContain('export one plain object: export default { name:');
  });

  test.each([
    ['an empty object', {}, 'name: expected a string that is not empty, received undefined'],
    ['an empty name', { ...valid, name: ' ' }, 'name: expected a string that is not empty, received " "'],
    ['a missing init', { ...valid, init: undefined }, 'init: expected a function, received undefined'],
    ['step for update', { name: 'mine', init: valid.init, step: () => {} }, 'step: is a function; did you mean "update"?'],
    ['an async update', { ...valid, update: async () => {} }, 'update: must not be async'],
    ['a generator', { ...valid, update: async function* () {} }, 'update: expected a function, received an async function'],
    [
      'hyperparameters that are no object',
      { ...valid, hyperparameters: [0.9] },
      'hyperparameters: expected an object of numbers, received an array',
    ],
    [
      'text for a number',
      { ...valid, hyperparameters: { momentum: '0.9' } },
      'hyperparameters.momentum: expected a number, received "0.9"',
    ],
    [
      'NaN',
      { ...valid, hyperparameters: { momentum: NaN } },
      'hyperparameters.momentum: expected a number, received the number NaN',
    ],
    [
      'a learning rate among them',
      { ...valid, hyperparameters: { learningRate: 0.1 } },
      'hyperparameters.learningRate: update receives learningRate by itself',
    ],
    ['elementwise by word', { ...valid, elementwise: 'yes' }, 'elementwise: expected true or false, received "yes"'],
    [
      'no micro-batch',
      { ...valid, microBatches: 0 },
      'microBatches: expected a whole number from 1 to 1024, received the number 0',
    ],
    ['half a micro-batch', { ...valid, microBatches: 1.5 }, 'microBatches: expected a whole number from 1'],
    ['a contract that is a function', { ...valid, contract: () => {} }, 'contract: expected an object, received a function'],
    [
      'an unknown key of the contract',
      { ...valid, contract: { weightdecay: 'coupled' } },
      'contract.weightdecay: unknown key; did you mean "weightDecay"?',
    ],
    [
      'an unlike key of the contract',
      { ...valid, contract: { colour: 1 } },
      'contract.colour: unknown key; the choice is symmetry, weightDecay, momentum, decayOrder, decayExempt, decayMask, decayOrigin, epsilonPlace, rateReference, warmUp, commonFactor, random, roles, precisions, exempt',
    ],
    ...claims.map(([claim, complaint]): [string, unknown, string] => [
      `the claim ${JSON.stringify(claim)}`,
      { ...valid, hyperparameters: { beta: 0.9 }, contract: claim },
      complaint,
    ]),
    ['a misspelt kind', { ...valid, contract: { weightDecay: 'decoupeld' } }, `received "decoupeld"; did you mean "decoupled"?`],
    [
      'a kind that is no word',
      { ...valid, contract: { momentum: 0.9 } },
      "contract.momentum: expected one of 'rate-outside', 'rate-inside', received the number 0.9",
    ],
    [
      'half a symmetry',
      { ...valid, contract: { symmetry: { learningRate: 2 } } },
      'contract.symmetry.weightDecay: expected an exponent (a finite number), received undefined',
    ],
    [
      'a symmetry of text',
      { ...valid, contract: { symmetry: 'sgd' } },
      'contract.symmetry: expected an object of exponents, received "sgd"',
    ],
    [
      'an endless exponent',
      { ...valid, contract: { symmetry: { learningRate: Infinity, weightDecay: 0 } } },
      'contract.symmetry.learningRate: expected an exponent',
    ],
    [
      'an exponent of nothing',
      { ...valid, hyperparameters: { epsilon: 1 }, contract: { symmetry: { learningRate: 1, weightDecay: -1, epsilom: -1 } } },
      'contract.symmetry.epsilom: no hyperparameter is called so; did you mean "epsilon"?',
    ],
    [
      'exempt as a list',
      { ...valid, contract: { exempt: ['first-step'] } },
      "contract.exempt: expected an object { 'law-id': 'reason' }, received an array",
    ],
    [
      'no reason',
      { ...valid, contract: { exempt: { 'first-step': '' } } },
      'contract.exempt.first-step: expected the reason, a string that is not empty, received ""',
    ],
    ['an exemption by flag', { ...valid, contract: { exempt: { 'first-step': true } } }, 'received the boolean true'],
    [
      'no id',
      { ...valid, contract: { exempt: { firstStep: 'because' } } },
      `contract.exempt: "firstStep" is not the id of a law`,
    ],
  ])('%s', (_, value, message) => {
    expect(complaint(value)).toContain(`\n  - `);
    expect(complaint(value)).toContain(message);
  });

  test('a real module without a default export', async () => {
    expect(complaint(await import('../../src/optimizers/lion.ts'))).toContain('export { lion as default }');
  });

  test('everything wrong at once', () => {
    const text = complaint({
      name: 1,
      init: 2,
      update: 3,
      hyperparameters: { a: 'x' },
      contract: { weightDecay: 'l2', unheard: 1 },
    });
    expect(
      text
        .split('\n  - ')
        .slice(1)
        .map((line) => line.split(':')[0]),
    ).toEqual(['name', 'init', 'update', 'hyperparameters.a', 'contract.unheard', 'contract.weightDecay']);
  });
});
