import { describe, expect, test } from 'vitest';
import { checkLaw, defineOptimizer, lawApplies, optimizers, sgd } from '../src/index.ts';

const law = 'fast-equilibrium';
const noise = 'isotropic-noise';

describe(law, () => {
  test('is claimed where the time scale of the decay follows from η and λ', () => {
    const subjects = optimizers.filter((optimizer) => lawApplies(law, optimizer, noise) === true);
    expect(subjects.map(({ name }) => name)).toEqual(expect.arrayContaining(['adamw', 'heavy-ball', 'nesterov', 'sgd']));
  });

  test.each(['sgd', 'heavy-ball', 'nesterov'])('holds for %s on noise alone', async (name) => {
    expect(await checkLaw(law, `builtin:${name}`, { objective: noise, seed: 1 })).toMatchObject({ verdict: 'holds' });
  });

  test.each([
    ['is twenty times too weak', (decay: number) => decay / 20],
    ['is there no more', () => 0],
  ])('is refuted by decay that %s', async (_, decayed) => {
    const slow = defineOptimizer({
      ...sgd,
      name: 'slow-decay',
      update: ({ weightDecay, ...rest }) => sgd.update({ ...rest, weightDecay: decayed(weightDecay) }),
    });
    expect(await checkLaw(law, slow, { objective: noise })).toMatchObject({ verdict: 'refuted' });
  });
});
