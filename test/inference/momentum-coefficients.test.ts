import { expect, test } from 'vitest';
import { momentumCoefficients, momentumSwitchedOn } from '../../src/inference/momentum-coefficients.ts';
import { sgd } from '../../src/optimizers/sgd.ts';

const rule = (hyperparameters?: Record<string, number>) => ({ ...sgd, hyperparameters });

test('coefficients of momentum are known by their usual names', () => {
  expect(momentumCoefficients(rule({ momentum: 0.9, dampening: 0, mu: 0, beta: 1, beta1: 0.9, beta2: 0.999, b1: 0.5 }))).toEqual([
    'momentum',
    'mu',
    'beta',
    'beta1',
    'b1',
  ]);
  expect(momentumCoefficients(rule())).toEqual([]);
});

test('those that are off are switched on, the others left alone', () => {
  expect(momentumSwitchedOn(rule({ momentum: 0, beta1: 0.9, dampening: 0 }))).toEqual({ momentum: 0.5 });
  expect(momentumSwitchedOn(rule({ momentum: 0.9 }))).toEqual({});
});
