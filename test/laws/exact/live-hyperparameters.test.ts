import { describe, expect, test } from 'vitest';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { optimizers } from '../../../src/optimizers/index.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { coordinatewise } from '../../inference/rules.ts';
import { ask, expectHolds, expectRefuted, lawOf, loadModule, planted, simplest, smallNetwork, subjectOf } from '../asking.ts';
import { sample } from '../../size.ts';

const law = lawOf('live-hyperparameters');

test('is claimed of every optimizer', () => {
  const { profile } = subjectOf(sgd);
  for (const optimizer of optimizers) expect(law.applies({ optimizer, profile }, smallNetwork)).toBe(true);
});

describe('holds for', () => {
  // The property of the law asks it of all built-in optimizers.
  const { cases, said } = sample(
    ['sgd', 'heavy-ball', 'adam', 'radam', 'nadam', 'adafactor', 'adafactor-scaled', 'adagrad', 'lars', 'muon'],
    3,
  );
  test.each(cases)(`%s${said}`, (name) => {
    expectHolds(law, name, { configurations: 30 });
  });

  test('options that act beside momentum only, switches that are on, and caps that are out of reach', () => {
    const rule = coordinatewise(
      ({ w, g, learningRate, weightDecay, memory, hyperparameters: { momentum, dampening, decoupled, largest } }) => {
        const d = decoupled ? g : g + weightDecay * w;
        memory.buffer = momentum * (memory.buffer ?? 0) + (momentum > 0 ? 1 - dampening : 1) * d;
        const move = Math.max(-largest, Math.min(largest, memory.buffer));
        return w - learningRate * (move + (decoupled ? weightDecay * w : 0));
      },
      { hyperparameters: { momentum: 0, dampening: 0, decoupled: 1, largest: 1000 } },
    );
    expectHolds(law, rule, { configurations: 30 });
  });

  test('an option by which entries without a gradient rest', () => {
    const rule = coordinatewise(
      ({ w, g, learningRate, weightDecay, memory, hyperparameters: { beta, lazy } }) => {
        if (!(lazy && g === 0)) memory.m = beta * (memory.m ?? 0) + (1 - beta) * g;
        return w - learningRate * ((lazy && g === 0 ? 0 : memory.m) + weightDecay * w);
      },
      { hyperparameters: { beta: 0.9, lazy: 0 } },
    );
    expectHolds(law, rule, { configurations: 30 });
  });
});

test('an option that acts among many tensors only is no dead one', () => {
  const paired: Optimizer = {
    name: 'paired',
    hyperparameters: { factor: 2.5 },
    init: () => ({}),
    update({ parameters, gradients, learningRate, hyperparameters: { factor }, weightDecay }) {
      parameters.forEach(({ data: w }, i) => {
        const above = Math.ceil(parameters.length / 2) - 1 - Math.floor(i / 2);
        for (let j = 0; j < w.length; j++) w[j] -= learningRate * (gradients[i].data[j] / factor ** above + weightDecay * w[j]);
      });
    },
  };
  expectHolds(law, paired, { configurations: 10 });
});

describe('refutes', () => {
  test('a hyperparameter that is never used', async () => {
    await expectRefuted(law, () => planted('adamw-beta2-ignored'), {
      counterexample: { ...simplest, hyperparameter: 'beta2', after: 0 },
      diagnosis: /beta2 has no effect: it is accepted and never used/,
    });
  });

  test('weight decay that is never used', async () => {
    await expectRefuted(law, () => planted('sgd-without-decay'), {
      counterexample: { ...simplest, hyperparameter: 'weightDecay', after: 0 },
      diagnosis: /weight decay is not applied/,
    });
  });

  test('settings of the first instance that win for all', async () => {
    await expectRefuted(law, () => planted('adamw-first-instance-settings-win'), {
      counterexample: { ...simplest, hyperparameter: 'beta1', after: 0 },
      diagnosis: /beta1 has no effect/,
    });
  });

  test('a value that is kept from the first step', async () => {
    const keeping = () =>
      Promise.resolve(
        coordinatewise(
          ({ w, g, learningRate, memory, hyperparameters: { momentum } }) => {
            memory.momentum ??= momentum;
            memory.buffer = memory.momentum * (memory.buffer ?? 0) + g;
            return w - learningRate * memory.buffer;
          },
          { hyperparameters: { momentum: 0.9 }, contract: { weightDecay: 'none' } },
        ),
      );
    await expectRefuted(law, keeping, {
      counterexample: { ...simplest, hyperparameter: 'momentum', after: 1 },
      diagnosis: /momentum has no effect when it is changed during a run: the value of the first step/,
    });
  });

  test('a change of the rate that counts twice', async () => {
    const verdict = await expectRefuted(law, () => planted('sgd-rate-drop-compounds'), {
      counterexample: { ...simplest, hyperparameter: 'learningRate', after: 0 },
      diagnosis: /counts twice: a step is η²\/η₀ long, with the rate η₀ of the step before it/,
    });
    expect(verdict.cause).toBe('rate-change-compounds');
  });

  test('a rate that is one step late', async () => {
    await expectRefuted(law, () => planted('sgd-rate-one-step-late'), {
      counterexample: { ...simplest, hyperparameter: 'learningRate', after: 1 },
      diagnosis: /makes the step 1 times as long|does not act on its own step/,
    });
  });
});

test('λ is not asked for where the contract says that there is no decay', () => {
  const undecayed = coordinatewise(({ w, g, learningRate }) => w - learningRate * g);
  expect(ask(law, undecayed, { configurations: 30 })).toMatchObject({
    verdict: 'refuted',
    counterexample: { hyperparameter: 'weightDecay' },
  });
  expectHolds(law, { ...undecayed, contract: { weightDecay: 'none' } }, { configurations: 30 });
});

test('a step that is bounded where the rate is large is not taken for a stale rate', () => {
  const bounded = (most: number) =>
    coordinatewise(
      ({ w, g, learningRate, weightDecay, memory, hyperparameters: { beta } }) => {
        memory.m = beta * (memory.m ?? 0) + (1 - beta) * g;
        const rate = Math.min(learningRate, most * (1 + Math.abs(w)));
        return w - rate * memory.m - learningRate * weightDecay * w;
      },
      { hyperparameters: { beta: 0.9 } },
    );
  expect(ask(law, bounded(1)).verdict).not.toBe('refuted');
});

describe('where weights are clamped', () => {
  const boxed = (most: number, keeps: boolean): Optimizer =>
    coordinatewise(
      ({ w, g, learningRate, weightDecay, memory, hyperparameters: { beta1, beta2, epsilon }, step }) => {
        memory.rate = keeps ? (memory.rate ?? learningRate) : learningRate;
        memory.m = beta1 * (memory.m ?? 0) + (1 - beta1) * g;
        memory.v = beta2 * (memory.v ?? 0) + (1 - beta2) * g * g;
        const move = memory.m / (1 - beta1 ** step) / (Math.sqrt(memory.v / (1 - beta2 ** step)) + epsilon);
        return Math.max(-most, Math.min(most, w - memory.rate * move - learningRate * weightDecay * w));
      },
      { hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }, contract: { weightDecay: 'decoupled' } },
    );

  test.each([0.01, 1, 20])('to %d a rate that leads to the end of the box is followed', (most) => {
    expectHolds(law, boxed(most, false), { configurations: 30 });
  });

  test('a rate is followed in a box that every ordinary step crosses', () => {
    const critic = coordinatewise(
      ({ w, g, learningRate, weightDecay, memory, hyperparameters: { alpha, epsilon } }) => {
        const d = g + weightDecay * w;
        memory.v = alpha * (memory.v ?? 0) + (1 - alpha) * d * d;
        return Math.max(-0.01, Math.min(0.01, w - (learningRate * d) / (Math.sqrt(memory.v) + epsilon)));
      },
      { hyperparameters: { alpha: 0.99, epsilon: 1e-8 } },
    );
    expectHolds(law, critic, { configurations: 30 });
  });

  test('a rate that is kept from the first step is not', () => {
    expect(ask(law, boxed(20, true), { configurations: 30 })).toMatchObject({ verdict: 'refuted', cause: 'rate-initial' });
  });
});

test('a rate that weights and gradients limit, as in Polyak steps of MoMo, is not refuted', async () => {
  const momo = await loadModule(new URL('../../../fixtures/emulations/honest/momo-adam.mjs', import.meta.url));
  expect(ask(law, momo, { seed: 2, configurations: 40 }).verdict).not.toBe('refuted');
});
