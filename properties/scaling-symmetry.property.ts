import { describe, expect, test } from 'vitest';
import { adam, checkLaw, lawApplies, optimizers } from '../src/index.ts';

const law = 'scaling-symmetry';
const subjects = optimizers.filter((optimizer) => lawApplies(law, optimizer) === true);

describe(law, () => {
  test('is claimed of every built-in optimizer whose steps all scale alike', () => {
    expect(optimizers.filter((optimizer) => !subjects.includes(optimizer)).map(({ name }) => name)).toEqual(['radam']);
  });

  test.each(subjects)('holds for $name, bit for bit', async (optimizer) => {
    expect(await checkLaw(law, optimizer)).toMatchObject({ verdict: 'holds', effect: 0, evidence: { configurations: 200 } });
  });

  test('is refuted by an Adam that claims the exponents of SGD', async () => {
    const contract = { ...adam.contract, symmetry: { learningRate: 2, weightDecay: -2, epsilon: -1 } };
    const verdict = await checkLaw(law, { ...adam, name: 'not-sgd', contract });
    // One step is enough: it has length η whatever the gradient is, so η has to grow with c, and not with c².
    expect(verdict).toMatchObject({
      verdict: 'refuted',
      counterexample: { learningRate: 1, initScale: 1, exponent: 1, steps: 1 },
    });
    expect(verdict.diagnosis).toMatch('directions follow η²·λ');
  });
});
