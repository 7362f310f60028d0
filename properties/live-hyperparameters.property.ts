import { describe, expect, test } from 'vitest';
import { adamw, checkLaw, defineOptimizer, lawApplies, optimizers } from '../src/index.ts';

const law = 'live-hyperparameters';
const subjects = optimizers.filter((optimizer) => lawApplies(law, optimizer) === true);

describe(law, () => {
  test('is claimed of every built-in optimizer', () => expect(subjects).toEqual(optimizers));

  test.each(subjects)('holds for $name', async (optimizer) => {
    expect(await checkLaw(law, optimizer)).toMatchObject({ verdict: 'holds', evidence: { configurations: 200 } });
  });

  test('is refuted by an AdamW that does not read beta2', async () => {
    const deaf = defineOptimizer({
      ...adamw,
      name: 'deaf-adamw',
      update: ({ hyperparameters, ...rest }) => adamw.update({ ...rest, hyperparameters: { ...hyperparameters, beta2: 0.999 } }),
    });
    const verdict = await checkLaw(law, deaf);
    expect(verdict).toMatchObject({ verdict: 'refuted', counterexample: { hyperparameter: 'beta2' } });
    expect(verdict.diagnosis).toMatch('beta2');
  });
});
