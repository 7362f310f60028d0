import { describe, expect, test } from 'vitest';
import { accumulateGradients, checkLaw, defineOptimizer, lawApplies, optimizers, sgd } from '../src/index.ts';

const law = 'gradient-accumulation';
const subjects = optimizers.map((optimizer) => accumulateGradients(optimizer, 3));

describe(law, () => {
  test('is claimed of optimizers that declare micro-batches', () => {
    expect(lawApplies(law, sgd)).toMatch('no micro-batches');
    expect(lawApplies(law, subjects[0])).toBe(true);
  });

  test.each(subjects)('holds for $name', async (optimizer) => {
    expect(await checkLaw(law, optimizer)).toMatchObject({ verdict: 'holds', evidence: { configurations: 200 } });
  });

  test('is refuted by decay at each micro-batch', async () => {
    const patient = accumulateGradients(sgd, 2);
    const eager = defineOptimizer({
      ...patient,
      name: 'decays-each-micro-batch',
      update({ parameters, learningRate, weightDecay, ...rest }) {
        for (const { data: w } of parameters) for (let j = 0; j < w.length; j++) w[j] *= 1 - learningRate * weightDecay;
        patient.update({ parameters, learningRate, weightDecay: 0, ...rest });
      },
    });
    const verdict = await checkLaw(law, eager);
    expect(verdict).toMatchObject({ verdict: 'refuted', counterexample: { where: { call: 1 } } });
    expect(verdict.diagnosis).toMatch('applied at each micro-batch');
  });
});
