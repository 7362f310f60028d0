import { expect, test } from 'vitest';
import { plainest, referenceRule } from '../../../src/laws/statistical/reference-rule.ts';
import { adam } from '../../../src/optimizers/adam.ts';
import { heavyBall } from '../../../src/optimizers/heavy-ball.ts';
import { lion } from '../../../src/optimizers/lion.ts';
import { nesterov } from '../../../src/optimizers/nesterov.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { subjectOf } from '../asking.ts';

const ruleFor = (optimizer: Optimizer): { name: string; momentum?: number } => {
  const { name, hyperparameters } = referenceRule(subjectOf(optimizer)).optimizer;
  return { name, ...(hyperparameters?.momentum !== undefined && { momentum: hyperparameters.momentum }) };
};

test('remembers gradients as the subject does', () => {
  expect(ruleFor(sgd)).toEqual({ name: 'sgd' });
  expect(ruleFor(heavyBall)).toEqual({ name: 'heavy-ball', momentum: 0.9 });
  expect(ruleFor({ ...heavyBall, hyperparameters: { ...heavyBall.hyperparameters, momentum: 0.5 } })).toEqual({
    name: 'heavy-ball',
    momentum: 0.5,
  });
  expect(ruleFor({ ...heavyBall, hyperparameters: { ...heavyBall.hyperparameters, momentum: 0 } })).toEqual({ name: 'sgd' });
  expect(ruleFor(nesterov)).toEqual({ name: 'nesterov', momentum: 0.9 });
  expect(ruleFor(adam)).toEqual({ name: 'adamw' });
  expect(ruleFor(lion)).toEqual({ name: 'adamw' });
});

test('asks what the subject does, not what its options are called', () => {
  // Momentum under a name that says nothing.
  const renamed: Optimizer = {
    name: 'renamed',
    hyperparameters: { q: 0.75 },
    contract: heavyBall.contract,
    init: ({ parameters }) => ({ x: parameters.map(({ data }) => new Float64Array(data.length)) }),
    update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { q } }) {
      const { x } = state as { x: Float64Array[] };
      parameters.forEach(({ data: w }, i) => {
        for (let j = 0; j < w.length; j++) {
          x[i][j] = q * x[i][j] + gradients[i].data[j] + weightDecay * w[j];
          w[j] -= learningRate * x[i][j];
        }
      });
    },
  };
  const { name, momentum } = ruleFor(renamed);
  expect(name).toBe('heavy-ball');
  expect(momentum).toBeCloseTo(0.75, 6);
});

test('the plainest rule is SGD, and each is measured once', () => {
  expect(plainest().optimizer).toBe(sgd);
  expect(plainest()).toBe(plainest());
  expect(referenceRule(subjectOf(nesterov))).toBe(referenceRule(subjectOf({ ...nesterov, name: 'a copy' })));
});
