import { describe, expect, test } from 'vitest';
import { objective } from '../../../src/objectives/reference.ts';
import { adam } from '../../../src/optimizers/adam.ts';
import { adamw } from '../../../src/optimizers/adamw.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { coordinatewise } from '../../inference/rules.ts';
import { applies, ask, contextOf, expectHolds, expectRefuted, lawOf, planted, simplest, subjectOf } from '../asking.ts';

const law = lawOf('scaling-symmetry');
const seen = { ...simplest, exponent: 1, steps: 1, multipliers: [1] };

describe('holds to the last bit for', () => {
  test.each(['sgd', 'heavy-ball', 'adam', 'adamw', 'adamw-independent', 'lion', 'lars', 'muon'])('%s', (name) => {
    expect(expectHolds(law, name, { configurations: 25 })).toMatchObject({ effect: 0, tolerance: 0 });
  });

  test('an optimizer without a contract, by the exponents that were measured', () => {
    for (const { contract: _, ...bare } of [sgd, adam]) expectHolds(law, bare, { configurations: 25 });
  });

  test('a run that diverges, as far as its numbers go', () => {
    const subject = subjectOf(sgd);
    const diverging = {
      ...simplest,
      learningRate: 1,
      weightDecay: 2 ** 20,
      precision: 'float32',
      exponent: 8,
      steps: 12,
      multipliers: [1.5],
    };
    expect(law.replay(contextOf(subject), diverging)).toMatchObject({ verdict: 'holds' });
  });

  test('fourth powers of gradients, which leave the range of float32', () => {
    const fourth: Optimizer = {
      name: 'fourth',
      hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      contract: { symmetry: { learningRate: 1, weightDecay: -1, epsilon: -1 } },
      init: ({ parameters }) => parameters.map(({ data }) => ({ m: data.map(() => 0), v: data.map(() => 0) })),
      update({ parameters, gradients, state, learningRate, weightDecay, step, hyperparameters: { beta1, beta2, epsilon } }) {
        parameters.forEach(({ data: w }, i) => {
          const { m, v } = (state as { m: Float64Array; v: Float64Array }[])[i];
          for (let j = 0; j < w.length; j++) {
            const g = gradients[i].data[j];
            m[j] = beta1 * m[j] + (1 - beta1) * g;
            v[j] = beta2 * v[j] + (1 - beta2) * g ** 4;
            const root = Math.sqrt(Math.sqrt(v[j] / (1 - beta2 ** step)));
            w[j] -= learningRate * (m[j] / (1 - beta1 ** step) / (root + epsilon) + weightDecay * w[j]);
          }
        });
      },
    };
    expectHolds(law, fourth, { configurations: 200 });
  });

  test('other objectives', () => {
    for (const reference of ['isotropic-noise?dimension=8', 'quadratic-ratio', 'digits-mlp?normaliser=layer&widths=8&batch=4'])
      expectHolds(law, adamw, { objective: objective(reference), configurations: 20 });
  });
});

describe('refutes', () => {
  test("SGD's exponents for Adam", async () => {
    const claiming = { ...adam, contract: { ...adam.contract, symmetry: { learningRate: 2, weightDecay: -2 } } };
    await expectRefuted(law, () => Promise.resolve(claiming), {
      counterexample: seen,
      diagnosis: /directions follow η²·λ \(exponents \(learningRate 1, weightDecay -2, epsilon -1\)\), the contract says η·λ/,
    });
  });

  test.each<[string, RegExp]>([
    ['adamw-decay-without-rate', /not multiplied by the learning rate/],
    ['adamw-hidden-epsilon', /an epsilon of about 0.001 that is no option/],
    ['sgd-max-norm', /a constant with a dimension/],
    ['adam-epsilon-inside-root-undeclared', /kept by the exponents \(.*epsilon -2\), not by the contract's \(.*epsilon -1\)/],
  ])('%s', async (name, diagnosis) => {
    await expectRefuted(law, () => planted(name), { counterexample: seen, diagnosis });
  });

  test('nothing where nobody claimed exponents, and a constant with a dimension explains that there are none', async () => {
    const { contract: _, ...bare } = await planted('adamw-hidden-epsilon');
    expectHolds(law, bare);
  });

  test('nothing that is not understood: it is undecided', () => {
    const steep = coordinatewise(({ w, g, learningRate, weightDecay }) => w - learningRate * (g * Math.cos(g) + weightDecay * w));
    expect(ask(law, steep)).toMatchObject({ verdict: 'undecided', cause: 'unexplained' });
  });
});

describe('is not claimed', () => {
  test('on objectives with an epsilon, or without scale invariance', () => {
    expect(applies(law, sgd, objective('smoothed-von-mises-fisher'))).toMatch(/has an epsilon, which would have to be rescaled/);
    expect(applies(law, sgd, objective('quadratic-bowl'))).toMatch(/is not scale-invariant/);
  });

  test('of weights that are kept in a small box', () => {
    const boxed = coordinatewise(({ w, g, learningRate, memory }) => {
      memory.m = 0.9 * (memory.m ?? 0) + 0.1 * g;
      return Math.max(-0.01, Math.min(0.01, w - learningRate * memory.m));
    });
    expect(applies(law, boxed)).toBe('weights are kept in a box, which has a scale of its own');
  });

  test('of RAdam, whose contract says why', () => {
    expect(applies(law, 'radam')).toMatch(/exempt by contract: the first steps/);
  });
});
