import { describe, expect, test } from 'vitest';
import { checkLaw, defineOptimizer, lawApplies, optimizers, sgd } from '../src/index.ts';

const law = 'norm-balance';
const noise = 'isotropic-noise';

describe(law, () => {
  test('is claimed where the equilibrium rotation has a formula', () => {
    const subjects = optimizers.filter((optimizer) => lawApplies(law, optimizer, noise) === true);
    expect(subjects.map(({ name }) => name)).toEqual(expect.arrayContaining(['adamw', 'heavy-ball', 'nesterov', 'sgd']));
  });

  test.each(['sgd', 'heavy-ball', 'nesterov'])('holds for %s on noise alone', async (name) => {
    expect(await checkLaw(law, `builtin:${name}`, { objective: noise, seed: 1 })).toMatchObject({ verdict: 'holds' });
  });

  test('is refuted by decay that never falls below a floor', async () => {
    const floored = defineOptimizer({
      ...sgd,
      name: 'floored-decay',
      update: ({ weightDecay, ...rest }) =>
        sgd.update({ ...rest, weightDecay: weightDecay && Math.max(weightDecay, 0.1 / rest.learningRate) }),
    });
    const verdict = await checkLaw(law, floored, { objective: noise });
    expect(verdict).toMatchObject({ verdict: 'refuted', counterexample: { learningRate: 1 } });
  });
});
