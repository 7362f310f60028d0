import { describe, expect, test } from 'vitest';
import { objectiveFamilies } from '../../../src/objectives/index.ts';
import { objective } from '../../../src/objectives/reference.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { applies, ask, expectHolds, expectRefuted, lawOf, simplest } from '../asking.ts';

const law = lawOf('gradient-orthogonality');

describe('holds for', () => {
  const invariant = objectiveFamilies
    .map((family) => family.create())
    .filter(({ groups, normaliserEpsilon }) => groups.length > 0 && normaliserEpsilon === 0);

  test('many objectives', () => {
    expect(invariant.length).toBeGreaterThan(4);
  });

  test.each(invariant.filter(({ name }) => !name.startsWith('digits')).map((stage) => [stage.name, stage] as const))(
    '%s',
    (_, stage) => {
      const verdict = expectHolds(law, sgd, { objective: stage });
      expect(verdict.tolerance).toBeLessThan(1e-4);
    },
  );

  test.each(['batch', 'layer', 'rms', 'weight', 'group&groups=2'])('networks with normaliser %s', (normaliser) => {
    expectHolds(law, sgd, { objective: objective(`digits-mlp?widths=8&batch=8&normaliser=${normaliser}`), configurations: 20 });
  });
});

describe('refutes', () => {
  test('a normaliser with an epsilon', async () => {
    const stage = objective('smoothed-von-mises-fisher?epsilon=0.1');
    const verdict = await expectRefuted(law, () => Promise.resolve(sgd), {
      counterexample: simplest,
      diagnosis: /the normaliser's epsilon of 0.1 gives the gradient of w a radial part/,
      question: { objective: stage },
    });
    expect(verdict.objective).toBe(stage.name);
  });

  test('an objective that claims groups which it has not', () => {
    const bowl = objective('quadratic-bowl');
    const claiming = { ...bowl, groups: [{ name: 'w', tensors: [0] }] };
    expect(ask(law, sgd, { objective: claiming })).toMatchObject({
      verdict: 'refuted',
      diagnosis: expect.stringContaining('the loss sees its scale'),
    });
  });
});

test('is not claimed where there is no scale-invariant group', () => {
  expect(applies(law, sgd, objective('quadratic-bowl'))).toMatch(/declares no scale-invariant group/);
  expect(applies(law, sgd, objective('digits-mlp?normaliser=none'))).toMatch(/declares no scale-invariant group/);
});
