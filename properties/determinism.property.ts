import { describe, expect, test } from 'vitest';
import { checkLaw, defineOptimizer, lawApplies, optimizers } from '../src/index.ts';

const law = 'determinism';
const subjects = optimizers.filter((optimizer) => lawApplies(law, optimizer) === true);

describe(law, () => {
  test('is claimed of every built-in optimizer', () => expect(subjects).toEqual(optimizers));

  test.each(subjects)('holds for $name', async (optimizer) => {
    expect(await checkLaw(law, optimizer)).toMatchObject({ verdict: 'holds', evidence: { configurations: 200 } });
  });

  test('is refuted by momentum that lives in the module, where runs share it', async () => {
    let velocity = 0;
    const shared = defineOptimizer({
      name: 'shared-momentum',
      init: () => ({}),
      update({ parameters, gradients, learningRate, weightDecay }) {
        parameters.forEach(({ data: w }, i) => {
          for (let j = 0; j < w.length; j++) {
            velocity = 0.5 * velocity + gradients[i].data[j];
            w[j] -= learningRate * (velocity + weightDecay * w[j]);
          }
        });
      },
    });
    const verdict = await checkLaw(law, shared);
    expect(verdict).toMatchObject({ verdict: 'refuted', counterexample: { steps: 1 } });
    expect(verdict.diagnosis).toMatch(/state/);
  });
});
