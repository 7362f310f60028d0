import { describe, expect, test } from 'vitest';
import { compareRules } from '../../src/likeness/compare-rules.ts';
import { adam } from '../../src/optimizers/adam.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { heavyBall } from '../../src/optimizers/heavy-ball.ts';
import { nesterov } from '../../src/optimizers/nesterov.ts';
import type { Optimizer, UpdateArguments } from '../../src/optimizers/optimizer.ts';
import { sgd } from '../../src/optimizers/sgd.ts';

/** The optimizer, whose update gets changed arguments. */
function given(optimizer: Optimizer, change: (arguments_: UpdateArguments) => Partial<UpdateArguments>): Optimizer {
  return { ...optimizer, update: (arguments_) => optimizer.update({ ...arguments_, ...change(arguments_) }) };
}

/** The optimizer, with something done after each of its steps. */
function then(optimizer: Optimizer, after: (arguments_: UpdateArguments) => void): Optimizer {
  return {
    ...optimizer,
    update(arguments_) {
      optimizer.update(arguments_);
      after(arguments_);
    },
  };
}

const scaleGradients = (factor: (g: number) => number) => (a: UpdateArguments) => ({
  gradients: a.gradients.map(({ data, shape }) => ({ data: data.map(factor) as typeof data, shape })),
});

describe('the same rule', () => {
  test('to the bit', () => expect(compareRules(adamw, { ...adamw })).toMatchObject({ state: 'bits', differences: [] }));

  test('up to rounding, where the same is computed in another order', () => {
    const third = given(sgd, ({ learningRate }) => ({ learningRate: (learningRate / 3) * 3 * (1 + 2 ** -50) }));
    expect(compareRules(third, sgd).state).toBe('rounding');
  });

  test('with other defaults, which is remarked', () => {
    const other = { ...adamw, hyperparameters: { ...adamw.hyperparameters, epsilon: 1e-7 } };
    const { state, remarks } = compareRules(adamw, other);
    expect(state).not.toBe('different');
    expect(remarks.join()).toContain('another default of epsilon: 1e-8 against 1e-7');
  });
});

describe('another rule is named by the first input that shows it', () => {
  test.each<[string, Optimizer, Optimizer]>([
    ['first-step', given(sgd, ({ learningRate }) => ({ learningRate: 2 * learningRate })), sgd],
    ['first-step', adamw, sgd],
    ['later-steps', heavyBall, { ...sgd, hyperparameters: heavyBall.hyperparameters }],
    [
      'schedule',
      given(sgd, ({ step, learningRate }) => ({ learningRate: step === 1 ? learningRate : Math.min(learningRate, 0.125) })),
      sgd,
    ],
    ['decay', adam, adamw],
    ['decay', given(adamw, ({ weightDecay }) => ({ weightDecay: 1.05 * weightDecay })), adamw],
    ['later-decay', given(sgd, ({ step, weightDecay }) => ({ weightDecay: step > 3 ? 0 : weightDecay })), sgd],
    [
      'decay-schedule',
      given(sgd, ({ learningRate, weightDecay }) => ({ weightDecay: weightDecay * (learningRate > 0.2 ? 0.5 : 1) })),
      sgd,
    ],
    ['shapes', then(sgd, ({ parameters }) => parameters.forEach(({ data, shape }) => shape.length < 2 && data.fill(0))), sgd],
    [
      'zero-gradients',
      then(
        sgd,
        ({ gradients, parameters }) => gradients.every(({ data }) => data.every((g) => g === 0)) && parameters[0].data.fill(1),
      ),
      sgd,
    ],
    [
      'small-gradients',
      given(adamw, ({ hyperparameters }) => ({ hyperparameters: { ...hyperparameters, epsilon: 4e-8 } })),
      adamw,
    ],
    [
      'large-gradients',
      given(
        sgd,
        scaleGradients((g) => Math.max(-100, Math.min(100, g))),
      ),
      sgd,
    ],
    ['long-run', given(sgd, ({ step, learningRate }) => ({ learningRate: step > 100 ? 0 : learningRate })), sgd],
    ['beta1', given(adamw, ({ hyperparameters }) => ({ hyperparameters: { ...hyperparameters, beta1: 0.9 } })), adamw],
  ])('%s', (aspect, mistaken, right) => {
    const { state, differences } = compareRules(mistaken, right);
    expect(state).toBe('different');
    expect(differences[0].aspect).toBe(aspect);
  });

  test('with the number of times that a step is too long', () => {
    const doubled = given(sgd, ({ learningRate }) => ({ learningRate: 2 * learningRate }));
    expect(compareRules(doubled, sgd).differences[0].sentence).toContain('the step is 2 times as long');
  });

  test('and what throws is a difference', () => {
    const throwing = given(nesterov, () => {
      throw Object.assign(new Error('no'), { code: 'SUBJECT_THROWS' });
    });
    expect(compareRules(throwing, nesterov).differences[0].sentence).toContain('throws (no)');
  });
});
