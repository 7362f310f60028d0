import { describe, expect, test } from 'vitest';
import { checkLaw, defineOptimizer, lawApplies, optimizers, sgd } from '../src/index.ts';

const law = 'discrimination';
const noise = 'isotropic-noise';
const digits = 'digits-mlp?widths=8&batch=8';
const subjects = optimizers.filter((optimizer) => lawApplies(law, optimizer, noise) === true);
// Of each kind of rule one at every commit, and all of them by `npm run nightly`.
const few = ['adamw', 'lion', 'nesterov', 'sgd'];
const asked = process.env.INTRINSIC_LR_RUNS === 'nightly' ? subjects : subjects.filter(({ name }) => few.includes(name));

describe(law, () => {
  test('is claimed where equilibrium is', () => {
    expect(subjects).toEqual(optimizers.filter((optimizer) => lawApplies('equilibrium', optimizer, noise) === true));
  });

  test.each(asked)(`holds for $name on noise alone (${asked.length} of ${subjects.length})`, async (optimizer) => {
    expect(await checkLaw(law, optimizer, { objective: noise, seed: 1 })).toMatchObject({ verdict: 'holds' });
  });

  test.each(['sgd', 'heavy-ball', 'adamw'])('holds for %s on digits', async (name) => {
    expect(await checkLaw(law, `builtin:${name}`, { objective: digits, seed: 1 })).toMatchObject({ verdict: 'holds' });
  });

  test('is refuted by decay that never falls below a floor', async () => {
    const floored = defineOptimizer({
      ...sgd,
      name: 'floored-decay',
      update: ({ weightDecay, ...rest }) =>
        sgd.update({ ...rest, weightDecay: weightDecay && Math.max(weightDecay, 0.2 / rest.learningRate) }),
    });
    const verdict = await checkLaw(law, floored, { objective: noise });
    // ηλ and 5ηλ are both below the floor, so both arms decay alike.
    expect(verdict).toMatchObject({ verdict: 'refuted', counterexample: { learningRate: 1, weightDecay: 0.02, ratio: 5 } });
    expect(Math.abs(verdict.effect)).toBeLessThan(0.03);
  });
});
