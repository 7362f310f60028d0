import { describe, expect, test } from 'vitest';
import { objective } from '../../../src/objectives/reference.ts';
import { accumulateGradients } from '../../../src/optimizers/accumulate-gradients.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { applies, expectHolds, expectRefuted, lawOf, planted, simplest, smallNetwork } from '../asking.ts';

const law = lawOf('exponential-rate-equivalence');
const seen = { ...simplest, initScale: 2, steps: 1, rates: [1] };

describe('holds for', () => {
  test.each(['sgd', 'heavy-ball', 'heavy-ball?momentum=0.5', 'sgdw-independent'])('%s', (name) => {
    expectHolds(law, name, { configurations: 30 });
  });

  test.each(['heavy-ball-rate-inside', 'sgdw-decay-after'])('the convention of %s', async (name) => {
    expectHolds(law, await planted(`correct/${name}`), { configurations: 30 });
  });

  test.each(['noisy-rayleigh-quotient', 'digits-mlp?normaliser=layer&widths=8&batch=4'])('SGD on %s', (reference) => {
    expectHolds(law, 'sgd', { objective: objective(reference), configurations: 30 });
  });
});

describe('refutes', () => {
  test('decay that is 1.05 times too strong', async () => {
    await expectRefuted(law, () => planted('sgd-decay-times-1-05'), { counterexample: seen, diagnosis: /1 − 1.05ηλ/ });
  });

  test('decay after the update under a contract for before', async () => {
    await expectRefuted(law, () => planted('sgd-decay-after-update'), { counterexample: seen, diagnosis: /after the update/ });
  });

  test('decay towards the start', async () => {
    await expectRefuted(law, () => planted('sgd-decays-towards-start'), { counterexample: seen, diagnosis: /initial weights/ });
  });

  test('a rate on the other side of the buffer than the contract says', async () => {
    const verdict = await expectRefuted(law, () => planted('heavy-ball-rate-inside-claims-outside'), {
      counterexample: { ...seen, weightDecay: 2 ** -9 },
      diagnosis: /inside the momentum buffer, where the contract says outside/,
    });
    expect(verdict.counterexample!.where).toMatchObject({ step: 1 });
  });
});

describe('is not claimed', () => {
  test.each([
    ['adamw', /linear in the gradient/],
    ['nesterov', /SGD and heavy-ball; this response to gradients is nesterov/],
    ['heavy-ball?dampening=0.5', /dampened/],
    ['schedule-free-sgd', /exempt by contract/],
  ])('of %s', (name, reason) => {
    expect(applies(law, name)).toMatch(reason);
  });

  test('of several gradients a step, of decoupled decay beside momentum, and where there is no decay', async () => {
    expect(applies(law, accumulateGradients(sgd, 2))).toMatch(/one gradient a step/);
    expect(applies(law, await planted('correct/sgdw-momentum'))).toMatch(/heavy-ball with coupled decay/);
    expect(applies(law, { ...sgd, contract: { ...sgd.contract, weightDecay: 'none' } })).toMatch(/no weight decay/);
  });

  test('on objectives that are not exactly scale-invariant', () => {
    expect(applies(law, 'sgd', objective('quadratic-bowl'))).toMatch(/not exactly scale-invariant/);
    expect(applies(law, 'sgd', objective('smoothed-von-mises-fisher'))).toMatch(/not exactly scale-invariant/);
    expect(applies(law, 'sgd', smallNetwork)).toBe(true);
  });
});
