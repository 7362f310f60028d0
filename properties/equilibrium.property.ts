import { describe, expect, test } from 'vitest';
import { checkLaw, defineOptimizer, lawApplies, objective, optimizers, sgd } from '../src/index.ts';

const law = 'equilibrium';
const noise = 'isotropic-noise';
const digits = 'digits-mlp?widths=8&batch=8';
const subjects = optimizers.filter((optimizer) => lawApplies(law, optimizer, noise) === true);
// Of each kind of rule one at every commit, and all of them by `npm run nightly`.
const few = ['adamw', 'lion', 'nesterov', 'sgd'];
const asked = process.env.INTRINSIC_LR_RUNS === 'nightly' ? subjects : subjects.filter(({ name }) => few.includes(name));

describe(law, () => {
  test('is claimed where the time scale of the decay follows from η and λ', () => {
    const names = ['adamc', 'adamw', 'adamw-independent', 'heavy-ball', 'lion', 'muon', 'nesterov', 'sgd', 'sgdw-independent'];
    expect(subjects.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    expect(lawApplies(law, sgd, 'quadratic-ratio')).toMatch('without gradient noise');
  });

  test.each(asked)(`holds for $name on noise alone (${asked.length} of ${subjects.length})`, async (optimizer) => {
    expect(await checkLaw(law, optimizer, { objective: noise, seed: 1 })).toMatchObject({ verdict: 'holds' });
  });

  const onDigits = ['adamw', 'heavy-ball', 'sgd'];
  const askedThere = process.env.INTRINSIC_LR_RUNS === 'nightly' ? onDigits : onDigits.slice(0, 1);
  test.each(askedThere)(`holds for %s on digits (${askedThere.length} of ${onDigits.length})`, async (name) => {
    const verdict = await checkLaw(law, `builtin:${name}`, { objective: digits, seed: 1 });
    expect(verdict).toMatchObject({ verdict: 'holds' });
    expect(verdict.detectable).toBeLessThan(0.1);
  });

  test('is refuted by decay that is not multiplied by the learning rate', async () => {
    const independent = defineOptimizer({
      ...sgd,
      name: 'independent-decay',
      update({ parameters, gradients, learningRate, weightDecay }) {
        parameters.forEach(({ data: w }, i) => {
          const g = gradients[i].data;
          for (let j = 0; j < w.length; j++) w[j] -= learningRate * g[j] + weightDecay * w[j];
        });
      },
    });
    const verdict = await checkLaw(law, independent, { objective: noise });
    // At equal ηλ the second arm has another learning rate, and so another decay: where λ is above 2 it diverges.
    expect(verdict).toMatchObject({ verdict: 'refuted', counterexample: { learningRate: expect.any(Number) } });
    expect(verdict.evidence).toMatchObject({ kind: 'e-process', eValue: expect.toSatisfy((e: number) => e >= 1e6) });
    expect(verdict.diagnosis).toMatch('not multiplied by the learning rate');
  });

  test('is refuted by a top layer that is trained with decay', async () => {
    const verdict = await checkLaw(law, sgd, { objective: objective(`${digits}&topLayer=trained`) });
    expect(verdict).toMatchObject({ verdict: 'refuted', blame: 'objective' });
    expect(verdict.diagnosis).toMatch('top.weight is trained with weight decay and not scale-invariant');
  });
});
