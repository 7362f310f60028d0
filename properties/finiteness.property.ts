import { describe, expect, test } from 'vitest';
import { checkLaw, defineOptimizer, lawApplies, optimizers } from '../src/index.ts';

const law = 'finiteness';
const subjects = optimizers.filter((optimizer) => lawApplies(law, optimizer) === true);

describe(law, () => {
  test('is claimed of every built-in optimizer', () => expect(subjects).toEqual(optimizers));

  test.each(subjects)('holds for $name', async (optimizer) => {
    expect(await checkLaw(law, optimizer)).toMatchObject({ verdict: 'holds', evidence: { configurations: 200 } });
  });

  test('is refuted by a gradient that is divided by its norm', async () => {
    const normalised = defineOptimizer({
      name: 'normalised-gradient',
      init: () => ({}),
      update({ parameters, gradients, learningRate, weightDecay }) {
        parameters.forEach(({ data: w }, i) => {
          const g = gradients[i].data;
          let square = 0;
          for (const gradient of g) square += gradient * gradient;
          for (let j = 0; j < w.length; j++) w[j] -= learningRate * (g[j] / Math.sqrt(square) + weightDecay * w[j]);
        });
      },
    });
    const verdict = await checkLaw(law, normalised);
    // 0/0: one step on one weight whose gradient is zero.
    expect(verdict).toMatchObject({ verdict: 'refuted', counterexample: { steps: 1 } });
    expect(verdict.diagnosis).toMatch(/zero/);
  });
});
