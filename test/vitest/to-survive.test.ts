import { expect, test } from 'vitest';
import { adam } from '../../src/optimizers/adam.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { toSurvive } from '../../src/vitest/to-survive.ts';

const options = { steps: 300_000, objective: 'isotropic-noise?dimension=8', corpus: 'nowhere' };

test('passes where nothing is found, and says how far', async () => {
  const { pass, message } = await toSurvive(sgd, 'equilibrium', options);
  expect(pass).toBe(true);
  expect(message()).toMatch(/equilibrium(?: survived|: no counterexample is certified)[^]*Survey: 0 of \d+ settings/);
});

test('fails with the counterexample', async () => {
  // It claims what only decoupled decay gives.
  const hyperparameters = { ...adam.hyperparameters, beta2: 0.9 };
  const liar = {
    ...adam,
    hyperparameters,
    contract: { symmetry: { learningRate: 1, weightDecay: -1 }, weightDecay: 'decoupled' },
  } as const;
  const { pass, message } = await toSurvive(liar, 'equilibrium', options);
  expect(pass).toBe(false);
  expect(message()).toMatch(/equilibrium is refuted[^]*log-effective-rate differs by/);
});

test('does not hold against an optimizer what it does not claim', async () => {
  expect((await toSurvive('builtin:adam?beta2=0.9', 'equilibrium', options)).pass).toBe(true);
});

test('names a conjecture that there is not', async () => {
  await expect(toSurvive(sgd, 'equilibium', options)).rejects.toThrow('did you mean "equilibrium"');
});
