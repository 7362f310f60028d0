import { describe, expect, test } from 'vitest';
import { checkLaw, defineOptimizer, lawApplies, optimizers, sgd } from '../src/index.ts';

const law = 'partition-invariance';
const subjects = optimizers.filter((optimizer) => lawApplies(law, optimizer) === true);

describe(law, () => {
  test('is claimed of every built-in optimizer but the one that clips all tensors together', () => {
    const left = optimizers.filter((optimizer) => !subjects.includes(optimizer));
    expect(left.map(({ name }) => name)).toEqual(['sgd-relative-clip']);
  });

  test.each(subjects)('holds for $name', async (optimizer) => {
    expect(await checkLaw(law, optimizer)).toMatchObject({ verdict: 'holds', evidence: { configurations: 200 } });
  });

  test('is refuted by a warm-up that counts tensors where it should count steps', async () => {
    const miscounting = defineOptimizer({
      ...sgd,
      name: 'miscounting-sgd',
      init: () => ({ calls: 0 }),
      update({ parameters, gradients, learningRate, state, ...rest }) {
        parameters.forEach((parameter, i) => {
          const warm = Math.min(1, ++state.calls / 4) * learningRate;
          sgd.update({ parameters: [parameter], gradients: [gradients[i]], learningRate: warm, state, ...rest });
        });
      },
    });
    const verdict = await checkLaw(law, miscounting);
    expect(verdict).toMatchObject({ verdict: 'refuted', counterexample: { steps: 1 } });
    expect(verdict.counterexample!.shapes).toHaveLength(2);
  });
});
