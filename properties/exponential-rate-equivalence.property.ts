import { describe, expect, test } from 'vitest';
import { checkLaw, defineOptimizer, lawApplies, optimizers, sgd } from '../src/index.ts';

const law = 'exponential-rate-equivalence';
const subjects = optimizers.filter((optimizer) => lawApplies(law, optimizer) === true);

describe(law, () => {
  test('is claimed of what is linear in the gradient', () => {
    expect(subjects.map(({ name }) => name)).toEqual(expect.arrayContaining(['heavy-ball', 'sgd', 'sgdw-independent']));
  });

  test.each(subjects)('holds for $name', async (optimizer) => {
    expect(await checkLaw(law, optimizer)).toMatchObject({ verdict: 'holds', evidence: { configurations: 200 } });
  });

  test('is refuted by decay that skips every second step', async () => {
    const forgetful = defineOptimizer({
      ...sgd,
      name: 'forgetful-sgd',
      update: ({ weightDecay, ...rest }) => sgd.update({ ...rest, weightDecay: rest.step % 2 === 0 ? 0 : weightDecay }),
    });
    const verdict = await checkLaw(law, forgetful);
    // The simplest triple of the law's domain, in which Φ₀ = η/((1 − ηλ)ρ₀²) is at most 1.
    expect(verdict).toMatchObject({ verdict: 'refuted', counterexample: { learningRate: 1, weightDecay: 0.125, initScale: 2 } });
    expect(verdict.diagnosis).toMatch(/step 2/);
  });
});
