import { describe, expect, test } from 'vitest';
import { adam, checkLaw, defineOptimizer, lawApplies, optimizers } from '../src/index.ts';

const law = 'first-step';
const subjects = optimizers.filter((optimizer) => lawApplies(law, optimizer) === true);

describe(law, () => {
  test('is claimed of the SGD family and of element-wise scale-free rules', () => {
    expect(subjects.map(({ name }) => name)).toEqual(expect.arrayContaining(['adam', 'heavy-ball', 'lion', 'rmsprop', 'sgd']));
    expect(subjects.length).toBeGreaterThanOrEqual(18);
  });

  test.each(subjects)('holds for $name', async (optimizer) => {
    expect(await checkLaw(law, optimizer)).toMatchObject({ verdict: 'holds', evidence: { configurations: 200 } });
  });

  test('is refuted by an Adam that corrects the bias of its first moment only', async () => {
    const halfCorrected = defineOptimizer({
      ...adam,
      name: 'half-corrected-adam',
      update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon }, step }) {
        parameters.forEach(({ data: w }, i) => {
          const [m, v] = [state.m[i], state.v[i]];
          for (let j = 0; j < w.length; j++) {
            const g = gradients[i].data[j] + weightDecay * w[j];
            m[j] = beta1 * m[j] + (1 - beta1) * g;
            v[j] = beta2 * v[j] + (1 - beta2) * g * g;
            w[j] -= (learningRate * m[j]) / (1 - beta1 ** step) / (Math.sqrt(v[j]) + epsilon);
          }
        });
      },
    });
    const verdict = await checkLaw(law, halfCorrected);
    expect(verdict).toMatchObject({ verdict: 'refuted', counterexample: { steps: 1 } });
    expect(verdict.diagnosis).toMatch(/bias/);
  });
});
