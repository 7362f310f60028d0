import { describe, expect, test } from 'vitest';
import { checkLaw, defineOptimizer, lawApplies, optimizers, sgd } from '../src/index.ts';

const law = 'rate-drop';
const noise = 'isotropic-noise';

describe(law, () => {
  test('is claimed where the time scale of the decay follows from η and λ', () => {
    const subjects = optimizers.filter((optimizer) => lawApplies(law, optimizer, noise) === true);
    expect(subjects.map(({ name }) => name)).toEqual(expect.arrayContaining(['adamw', 'heavy-ball', 'nesterov', 'sgd']));
  });

  test.each(['sgd', 'heavy-ball', 'nesterov'])('holds for %s on noise alone', async (name) => {
    expect(await checkLaw(law, `builtin:${name}`, { objective: noise, seed: 1 })).toMatchObject({ verdict: 'holds' });
  });

  test('is refuted by decay that keeps the peak learning rate', async () => {
    const peaked = defineOptimizer({
      ...sgd,
      name: 'peak-rate-decay',
      init: () => ({ peak: 0 }),
      update({ state, learningRate, weightDecay, ...rest }) {
        state.peak = Math.max(state.peak, learningRate);
        sgd.update({ ...rest, state, learningRate, weightDecay: (weightDecay * state.peak) / learningRate });
      },
    });
    const verdict = await checkLaw(law, peaked, { objective: noise });
    expect(verdict).toMatchObject({ verdict: 'refuted', counterexample: { learningRate: 1 } });
  });
});
