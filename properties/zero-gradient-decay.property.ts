import { describe, expect, test } from 'vitest';
import { checkLaw, defineOptimizer, lawApplies, optimizers } from '../src/index.ts';

const law = 'zero-gradient-decay';
const subjects = optimizers.filter((optimizer) => lawApplies(law, optimizer) === true);

describe(law, () => {
  test('is claimed of every built-in optimizer; of those whose decay is not separable, that nothing moves without it', () => {
    expect(subjects).toEqual(optimizers);
  });

  test.each(subjects)('holds for $name', async (optimizer) => {
    expect(await checkLaw(law, optimizer)).toMatchObject({ verdict: 'holds', evidence: { configurations: 200 } });
  });

  test('is refuted by decay that is not multiplied by the learning rate', async () => {
    const independent = defineOptimizer({
      name: 'independent-decay',
      contract: { weightDecay: 'coupled' },
      init: () => ({}),
      update({ parameters, gradients, learningRate, weightDecay }) {
        parameters.forEach(({ data: w }, i) => {
          const g = gradients[i].data;
          for (let j = 0; j < w.length; j++) w[j] -= learningRate * g[j] + weightDecay * w[j];
        });
      },
    });
    const verdict = await checkLaw(law, independent);
    expect(verdict).toMatchObject({ verdict: 'refuted', counterexample: { initScale: 1, steps: 1 } });
    expect(verdict.diagnosis).toMatch('not multiplied by the learning rate');
  });
});
