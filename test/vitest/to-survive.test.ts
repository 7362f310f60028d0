import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { adam } from '../../src/optimizers/adam.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { toSurvive } from '../../src/vitest/to-survive.ts';
import { stop } from '../subjects/stop.ts';
import { temporaryFolder } from '../suite/temporary-folder.ts';

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

describe('a conjecture of one’s own that hangs', () => {
  const entry = new URL('../../dist/index.js', import.meta.url).href;
  const moduleOf = (part: string): string => {
    const path = join(temporaryFolder(), 'mine.mjs');
    const text = `import { commonFields, defineConjecture, stateEquality, usualHypotheses } from ${JSON.stringify(entry)};
      const stuck = () => { ${stop} };
      export default defineConjecture({ id: 'mine', claim: 'c.', source: 'me', lasting: true, fields: commonFields,
        hypotheses: usualHypotheses, stateOf: stateEquality, ${part} });`;
    writeFileSync(path, text);
    return path;
  };
  const hypothesis = "hypotheses: [{ name: 'mine', fields: [], breach: stuck }]";
  const late = 'stateOf: async (...given) => { await stateEquality(...given); stuck(); }';

  test.each<[string, Optimizer | string, string, string]>([
    ['in a hypothesis', sgd, hypothesis, 'CONJECTURE_HANGS'],
    ['in a hypothesis, with an optimizer by name', 'builtin:sgd', hypothesis, 'CONJECTURE_HANGS'],
    ['at once', sgd, 'stateOf: stuck', 'CONJECTURE_HANGS'],
    ['after a promise', 'builtin:sgd', late, 'CAMPAIGN_HANGS'],
    ['while it is loaded', sgd, '...stuck()', 'CAMPAIGN_HANGS'],
  ])('%s, is ended', async (_, optimizer, part, code) => {
    await expect(toSurvive(optimizer, moduleOf(part), { ...options, timeLimit: 3 })).rejects.toMatchObject({ code });
  });
});
