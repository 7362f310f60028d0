import { describe, expect, test } from 'vitest';
import { checkLaw, defineOptimizer, lawApplies, optimizers } from '../src/index.ts';

const law = 'gradient-scale';
const subjects = optimizers.filter((optimizer) => lawApplies(law, optimizer) === true);

describe(law, () => {
  test('is claimed of every built-in optimizer whose steps all scale alike', () => {
    expect(optimizers.filter((optimizer) => !subjects.includes(optimizer)).map(({ name }) => name)).toEqual(['radam']);
  });

  test.each(subjects)('holds for $name', async (optimizer) => {
    expect(await checkLaw(law, optimizer)).toMatchObject({ verdict: 'holds', evidence: { configurations: 200 } });
  });

  test('is refuted by gradients that are clipped at an absolute value', async () => {
    const clipped = defineOptimizer({
      name: 'clipped-sgd',
      contract: { symmetry: { learningRate: 2, weightDecay: -2 }, weightDecay: 'coupled' },
      init: () => ({}),
      update({ parameters, gradients, learningRate, weightDecay }) {
        parameters.forEach(({ data: w }, i) => {
          const g = gradients[i].data.map((gradient) => Math.max(-1, Math.min(1, gradient)));
          for (let j = 0; j < w.length; j++) w[j] -= learningRate * (g[j] + weightDecay * w[j]);
        });
      },
    });
    const verdict = await checkLaw(law, clipped);
    expect(verdict).toMatchObject({ verdict: 'refuted', counterexample: { steps: 1, learningRate: 1 } });
    expect(verdict.diagnosis).toMatch('clipped at an absolute size');
  });
});
