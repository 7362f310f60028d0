import { describe, expect, test } from 'vitest';
import { checkLaw, defineOptimizer, lawApplies, optimizers, sgd } from '../src/index.ts';

const law = 'radial-identity';
const subjects = optimizers.filter((optimizer) => lawApplies(law, optimizer) === true);

describe(law, () => {
  test('is claimed of what is linear in the gradient', () => {
    expect(subjects.map(({ name }) => name)).toEqual(expect.arrayContaining(['heavy-ball', 'sgd', 'sgdw-independent']));
  });

  test.each(subjects)('holds for $name', async (optimizer) => {
    expect(await checkLaw(law, optimizer)).toMatchObject({ verdict: 'holds', evidence: { configurations: 200 } });
  });

  test('is refuted by decay that is 1.05 times too strong', async () => {
    const strong = defineOptimizer({
      ...sgd,
      name: 'strong-decay',
      update: ({ weightDecay, ...rest }) => sgd.update({ ...rest, weightDecay: 1.05 * weightDecay }),
    });
    const verdict = await checkLaw(law, strong);
    expect(verdict).toMatchObject({
      verdict: 'refuted',
      counterexample: { learningRate: 1, weightDecay: 0.125, initScale: 1, steps: 1 },
    });
    // ⟨w⁺, w⟩ is wrong by 0.05·ηλ‖w‖², and ln cos(w, w⁺) by a little more.
    expect(Math.abs(verdict.effect / (0.05 * 0.125) - 1)).toBeLessThan(0.2);
    expect(verdict.diagnosis).toMatch('1.05');
  });
});
