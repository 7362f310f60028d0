import { describe, expect, test } from 'vitest';
import { objectiveFamilies } from '../../../src/objectives/index.ts';
import { objective } from '../../../src/objectives/reference.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { applies, ask, expectHolds, expectRefuted, lawOf, simplest } from '../asking.ts';

const law = lawOf('scale-invariance');
const seen = { ...simplest, exponent: 1, unit: 0 };

describe('holds to the last bit for', () => {
  const invariant = objectiveFamilies
    .map((family) => family.create())
    .filter(({ groups, normaliserEpsilon, name }) => groups.length > 0 && normaliserEpsilon === 0 && !name.startsWith('digits'));

  test.each(invariant.map((stage) => [stage.name, stage] as const))('%s', (_, stage) => {
    expect(expectHolds(law, sgd, { objective: stage })).toMatchObject({ effect: 0, tolerance: 0 });
  });

  test.each(['batch', 'layer', 'rms', 'weight', 'group&groups=2'])(
    'networks with normaliser %s, all groups together and each alone',
    (normaliser) => {
      expectHolds(law, sgd, {
        objective: objective(`digits-mlp?widths=8,6&batch=8&normaliser=${normaliser}`),
        configurations: 25,
      });
    },
  );
});

describe('refutes', () => {
  test('an epsilon inside the normaliser', async () => {
    const verdict = await expectRefuted(law, () => Promise.resolve(sgd), {
      counterexample: seen,
      diagnosis: /epsilon of 0.01 breaks scale invariance: it would have to be multiplied by c²/,
      question: { objective: objective('smoothed-von-mises-fisher') },
    });
    expect(verdict.counterexample!.where).toBeDefined();
  });

  test('an epsilon of a network', () => {
    const stage = objective('digits-mlp?widths=8&batch=8&epsilon=0.001');
    expect(ask(law, sgd, { objective: stage, configurations: 10 })).toMatchObject({
      verdict: 'refuted',
      diagnosis: expect.stringContaining("normaliser's epsilon of 0.001"),
    });
  });

  test('a group that is not what it claims to be', () => {
    const stage = objective('digits-mlp?widths=8&batch=8&topLayer=trained');
    const top = stage.parameters.length - 1;
    const claiming = { ...stage, groups: [...stage.groups, { name: 'top', tensors: [top] }] };
    expect(ask(law, sgd, { objective: claiming, configurations: 20 })).toMatchObject({
      verdict: 'refuted',
      diagnosis: expect.stringContaining('sees the scale of the weights'),
    });
  });
});

test('is not claimed of what declares no group: a bowl, a network without a normaliser', () => {
  expect(applies(law, sgd, objective('quadratic-bowl'))).toMatch(/declares no scale-invariant group/);
  expect(applies(law, sgd, objective('digits-mlp?normaliser=none'))).toMatch(/declares no scale-invariant group/);
});

test('a trained top layer is no group, so the rest is still invariant', () => {
  const stage = objective('digits-mlp?widths=8&batch=8&topLayer=trained');
  expect(stage.groups.flatMap(({ tensors }) => tensors)).not.toContain(stage.parameters.length - 1);
  expectHolds(law, sgd, { objective: stage, configurations: 20 });
});
