import { describe, expect, test } from 'vitest';
import { Replica } from '../../../src/dynamics/replica.ts';
import { innerProducts } from '../../../src/metrics/groups.ts';
import { objective } from '../../../src/objectives/reference.ts';
import { accumulateGradients } from '../../../src/optimizers/accumulate-gradients.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { momentumRule } from '../../inference/rules.ts';
import { applies, contextOf, expectHolds, expectRefuted, lawOf, planted, simplest, smallNetwork, subjectOf } from '../asking.ts';

const law = lawOf('radial-identity');
const seen = { ...simplest, steps: 1, rates: [1], decays: [1] };

describe('holds for', () => {
  test.each(['sgd', 'heavy-ball', 'sgdw-independent'])('%s', (name) => {
    expectHolds(law, name, { configurations: 30 });
  });

  test.each(['heavy-ball-rate-inside', 'heavy-ball-dampened', 'sgdw-momentum'])('the convention of %s', async (name) => {
    expectHolds(law, await planted(`correct/${name}`), { configurations: 30 });
  });

  test('a buffer that averages', () => {
    expectHolds(law, momentumRule({ momentum: 0.75, dampening: 0.75 }), { configurations: 30 });
  });
});

describe('the rotation law on digits, in float64', () => {
  const sizes = { precision: 'float64', seed: 3, learningRate: 0.5, weightDecay: 0.25, initScale: 1 };

  test('the law leaves a residual below 1e-12 over twelve steps under a schedule', () => {
    const configuration = { ...sizes, steps: 12, rates: [1, 0.5, 1.5], decays: [1, 0.75] };
    const verdict = law.replay(contextOf(subjectOf(sgd)), configuration);
    expect(verdict).toMatchObject({ verdict: 'holds' });
    expect((verdict as { effect: number }).effect).toBeLessThan(1e-12);
  });

  test('and so does mean ln cos(w, w⁺) = ln(1 − ηλ) + ln(ρ₀/ρ_T)/T, computed here by hand over 100 steps', () => {
    const [η, λ, steps] = [0.05, 0.1, 100];
    const replica = new Replica({ objective: smallNetwork, optimizer: sgd, precision: 'float64', initScale: 1, seed: 3 });
    const squares = () => innerProducts(smallNetwork.groups, replica.parameters, replica.parameters);
    const start = squares();
    const logCosines = start.map(() => 0);
    for (let step = 1; step <= steps; step++) {
      const before = replica.parameters.map(({ data, shape }) => ({ data: data.slice(), shape }));
      const old = squares();
      replica.advance(η, λ);
      const across = innerProducts(smallNetwork.groups, before, replica.parameters);
      const after = squares();
      across.forEach((product, unit) => (logCosines[unit] += Math.log(product / Math.sqrt(old[unit] * after[unit])) / steps));
    }
    const end = squares();
    logCosines.forEach((mean, unit) => {
      const predicted = Math.log(1 - η * λ) + Math.log(start[unit] / end[unit]) / (2 * steps);
      expect(Math.abs(mean - predicted)).toBeLessThan(1e-14);
      // It is no triviality: the mean of a single unit differs from its value at equilibrium.
      expect(Math.abs(mean - Math.log(1 - η * λ))).toBeGreaterThan(1e-4);
    });
  });
});

describe('refutes', () => {
  test('decay that is 1.05 times too strong', async () => {
    const verdict = await expectRefuted(law, () => planted('sgd-decay-times-1-05'), {
      counterexample: seen,
      diagnosis: /1 − 1.05ηλ/,
    });
    expect(verdict.effect).toBeGreaterThan(0.005);
  });

  test('decay that grows the weights', async () => {
    await expectRefuted(law, () => planted('heavy-ball-decay-grows'), { counterexample: seen, diagnosis: /wrong sign/ });
  });

  test('a rate on the other side of the buffer, once the rate changes', async () => {
    await expectRefuted(law, () => planted('heavy-ball-rate-inside-claims-outside'), {
      counterexample: { ...seen, steps: 2, rates: [1, 0.5] },
      diagnosis: /inside the momentum buffer, where the contract says outside/,
    });
  });
});

describe('is not claimed', () => {
  test.each([
    ['adamw', /linear in the gradient/],
    ['nesterov', /this response to gradients is nesterov/],
    ['schedule-free-sgd', /exempt by contract/],
  ])('of %s', (name, reason) => {
    expect(applies(law, name)).toMatch(reason);
  });

  test('of accumulated gradients, and on objectives that are not exactly scale-invariant', () => {
    expect(applies(law, accumulateGradients(sgd, 2))).toMatch(/mean of several gradients/);
    expect(applies(law, sgd, objective('quadratic-bowl'))).toMatch(/not exactly scale-invariant/);
    expect(applies(law, sgd, objective('digits-mlp?epsilon=0.001'))).toMatch(/not exactly scale-invariant/);
  });
});
