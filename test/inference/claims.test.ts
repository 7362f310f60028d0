import { describe, expect, test } from 'vitest';
import { adamw } from '../../src/optimizers/adamw.ts';
import { heavyBall } from '../../src/optimizers/heavy-ball.ts';
import type { Contract, Optimizer } from '../../src/optimizers/optimizer.ts';
import type { LawId } from '../../src/laws/law-id.ts';
import { ask, lawOf, subjectOf } from '../laws/asking.ts';

const claiming = (optimizer: Optimizer, claims: Contract): Optimizer => ({
  ...optimizer,
  contract: { ...optimizer.contract, ...claims },
});

/** SGD whose gradients are clipped together at a norm of one. */
const clipped: Optimizer = {
  name: 'clipped',
  init: () => ({}),
  update({ parameters, gradients, learningRate }) {
    const square = gradients.reduce((sum, { data }) => sum + Array.from(data).reduce((s, x) => s + x * x, 0), 0);
    const share = 1 / Math.max(1, Math.sqrt(square));
    parameters.forEach(({ data }, i) => {
      for (let j = 0; j < data.length; j++) data[j] -= learningRate * share * gradients[i].data[j];
    });
  },
  contract: { weightDecay: 'none' },
};

const findingsOf = (optimizer: Optimizer): string[] =>
  Object.entries(subjectOf(optimizer).profile.findings).flatMap(([name, { cause }]) => (cause === 'claim-false' ? [name] : []));

describe('a claim that measurement contradicts is found', () => {
  test.each<[string, Optimizer, string]>([
    ['calls that fill the state', claiming(adamw, { warmUp: 1 }), 'warmUp'],
    ['a common factor', claiming(adamw, { commonFactor: true }), 'commonFactor'],
    ['no common factor', claiming(clipped, { commonFactor: false }), 'commonFactor'],
    ['a momentum that is an epsilon', claiming(adamw, { roles: { epsilon: 'momentum' } }), 'role epsilon'],
    ['an epsilon that is a momentum', claiming(heavyBall, { roles: { momentum: 'epsilon' } }), 'role momentum'],
    ['moments that are exchanged', claiming(adamw, { roles: { beta1: 'second-moment' } }), 'role beta1'],
    ['a first moment that is the second', claiming(adamw, { roles: { beta2: 'first-moment' } }), 'role beta2'],
    ['an initial value that goes on acting', claiming(adamw, { roles: { beta2: 'initial-value' } }), 'role beta2'],
  ])('%s', (_, optimizer, name) => {
    expect(findingsOf(optimizer)).toEqual([name]);
  });
});

describe('a claim that is right is confirmed', () => {
  test.each<[string, Optimizer]>([
    ['no calls that fill the state', claiming(adamw, { warmUp: 0, commonFactor: false })],
    ['a common factor', claiming(clipped, { commonFactor: true })],
    ['roles', claiming(adamw, { roles: { beta1: 'first-moment', beta2: 'second-moment', epsilon: 'epsilon' } })],
    ['momentum', claiming(heavyBall, { roles: { momentum: 'momentum' } })],
  ])('%s', (_, optimizer) => {
    expect(findingsOf(optimizer)).toEqual([]);
  });
});

test.each<[LawId, Optimizer, RegExp]>([
  ['first-step', claiming(adamw, { warmUp: 2 }), /no call only fills the state, where the contract says the first 2 calls/],
  ['partition-invariance', claiming(adamw, { commonFactor: true }), /no factor that is computed from all tensors/],
  ['live-hyperparameters', claiming(adamw, { roles: { beta2: 'momentum' } }), /beta2 is no coefficient/],
])('%s refutes it', (law, optimizer, sentence) => {
  const verdict = ask(lawOf(law), optimizer);
  expect(verdict).toMatchObject({ verdict: 'refuted', cause: 'claim-false' });
  expect(verdict.diagnosis).toMatch(sentence);
});
