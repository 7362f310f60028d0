import { describe, expect, test } from 'vitest';
import { checkLaw, defineOptimizer, lawApplies, optimizers } from '../src/index.ts';

const law = 'zero-gradient-decay';
const subjects = optimizers.filter((optimizer) => lawApplies(law, optimizer) === true);

describe(law, () => {
  test('is claimed of every built-in optimizer whose decay is separable', () => {
    const left = optimizers.filter((optimizer) => !subjects.includes(optimizer));
    expect(left.map(({ name }) => name)).toEqual(['adamc', 'lamb', 'lars', 'sgd-relative-clip']);
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
