import { describe, expect, test } from 'vitest';
import { mistakenApart } from '../../src/inference/last-rule.ts';
import { builtinOptimizer } from '../../src/optimizers/reference.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

interface Memory {
  m: Float64Array;
  v: Float64Array;
}

type Options = Readonly<Record<string, number>>;
/** The direction of a step. */
type Rule = (g: Float64Array, memory: Memory, step: number, options: Options) => ArrayLike<number>;

/** Every tensor by one rule, and the last one by another, or the first one, too. */
const headed = (body: Rule, head: Rule, hyperparameters: Record<string, number> = {}, withFirst = false): Optimizer => ({
  name: 'headed',
  hyperparameters,
  init: ({ parameters }) =>
    parameters.map(({ data: { length } }) => ({ m: new Float64Array(length), v: new Float64Array(length) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: options, step }) {
    parameters.forEach(({ data: w }, i) => {
      const rule = i === parameters.length - 1 || (withFirst && i === 0) ? head : body;
      const u = rule(gradients[i].data as Float64Array, (state as Memory[])[i], step, options);
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * (u[j] + weightDecay * w[j]);
    });
  },
});

const plain: Rule = (g) => g;
const unit: Rule = (g) => g.map((x) => x / (Math.hypot(...g) || 1));
const momentum =
  (name = 'momentum'): Rule =>
  (g, { m }, _, options) =>
    m.map((x, j) => (m[j] = (options[name] ?? 0.9) * x + g[j]));
const signum: Rule = (g, { m }) => m.map((x, j) => Math.sign((m[j] = 0.9 * x + 0.1 * g[j])));
const adam =
  ({ first = 'beta1', second = 'beta2', corrected = [true, true] } = {}): Rule =>
  (g, { m, v }, step, options) =>
    m.map((x, j) => {
      const [b1, b2] = [options[first], options[second]];
      m[j] = b1 * x + (1 - b1) * g[j];
      v[j] = b2 * v[j] + (1 - b2) * g[j] * g[j];
      const [c1, c2] = [b1, b2].map((beta, i) => (corrected[i] ? 1 - beta ** step : 1));
      return m[j] / c1 / (Math.sqrt(v[j] / c2) + options.epsilon);
    });

const betas = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

describe('a last tensor', () => {
  test.each([
    ['momentum-coefficient', 'no momentum', headed(momentum(), plain, { momentum: 0.9 })],
    ['momentum-coefficient', 'no first moment', headed(signum, (g) => g.map(Math.sign))],
    ['correction-wrong', 'not corrected', headed(adam(), adam({ corrected: [false, false] }), betas)],
    ['correction-missing-second', 'second moment', headed(adam(), adam({ corrected: [true, false] }), betas)],
    ['moment-weight', 'its second moment keeps 0.9', headed(adam(), adam({ second: 'beta1' }), betas)],
    ['moment-weight', 'its first moment keeps 0.999', headed(adam(), adam({ first: 'beta2' }), betas)],
  ])('whose rule is that of the others with a mistake is refuted: %s, %s', async (cause, words, optimizer) => {
    expect(mistakenApart(optimizer, 0, 'last')).toMatchObject({ cause, sentence: expect.stringContaining(words) as string });
    const { results } = await checkOptimizer(optimizer, { laws: ['partition-invariance'], configurations: 5 });
    expect(results).toMatchObject([{ verdict: 'refuted', cause }]);
  });

  test.each([
    ['plain, beside steps of one length', headed(unit, plain)],
    ['momentum, beside steps of one length', headed(unit, momentum(), { momentum: 0.9 })],
    ['Adam, beside steps of one length', headed(unit, adam(), betas)],
    ['momentum, beside Adam', headed(adam(), momentum(), betas)],
    ['set by an option', headed(momentum(), momentum('head'), { momentum: 0.9, head: 0.5 })],
  ])('may have a rule of its own: %s', async (_, optimizer) => {
    expect(mistakenApart(optimizer, 0, 'last')).toBeUndefined();
    const { results } = await checkOptimizer(optimizer, { laws: ['partition-invariance'], configurations: 5 });
    expect(results[0].verdict).toBe('holds');
  });

  test.each(['adamw', 'heavy-ball', 'lion', 'rmsprop', 'adadelta', 'muon'])(
    'that is not decayed is no matter of its rule: %s',
    async (name) => {
      const whole = builtinOptimizer(name);
      const undecayed: Optimizer = {
        ...whole,
        contract: undefined,
        update(given) {
          const { parameters, learningRate, weightDecay } = given;
          for (const { data: w } of parameters.slice(0, -1))
            for (let j = 0; j < w.length; j++) w[j] -= learningRate * weightDecay * w[j];
          whole.update({ ...given, weightDecay: 0 });
        },
      };
      expect(mistakenApart(undecayed, 0, 'last')).toBeUndefined();
      const laws = ['zero-gradient-decay', 'partition-invariance'] as const;
      const { results } = await checkOptimizer(undecayed, { laws, configurations: 20 });
      const caught = results.filter(({ verdict }) => verdict === 'refuted');
      expect(new Set(caught.map(({ cause }) => cause))).toEqual(new Set(['decay-skips-tensor']));
    },
  );

  test('whose rule nobody knows is undecided', async () => {
    const odd = headed(unit, (g, { m }, step) => m.map((x, j) => (m[j] = 0.7 * x + Math.tanh(g[j]) * (1 + 1 / step))));
    const { results } = await checkOptimizer(odd, { laws: ['partition-invariance'], configurations: 5 });
    expect(results).toMatchObject([{ verdict: 'undecided', cause: 'unexplained' }]);
  });
});

describe('both ends', () => {
  test.each([
    ['momentum-coefficient', 'no momentum', headed(momentum(), plain, { momentum: 0.9 }, true)],
    ['correction-missing-second', 'second moment', headed(adam(), adam({ corrected: [true, false] }), betas, true)],
    ['moment-weight', 'its first moment keeps 0.999', headed(adam(), adam({ first: 'beta2' }), betas, true)],
  ])('whose rule is that of the others with a mistake are refuted: %s, %s', async (cause, words, optimizer) => {
    expect(mistakenApart(optimizer, 0, 'ends')).toMatchObject({ cause, sentence: expect.stringContaining(words) as string });
    const { results } = await checkOptimizer(optimizer, { laws: ['partition-invariance'], configurations: 5 });
    expect(results).toMatchObject([{ verdict: 'refuted', cause }]);
  });

  test.each([
    ['Adam, beside signs of a mean', headed(signum, adam(), betas, true)],
    ['Adam, beside steps of one length', headed(unit, adam(), betas, true)],
    ['set by an option', headed(momentum(), momentum('head'), { momentum: 0.9, head: 0.5 }, true)],
  ])('may have a rule of their own: %s', async (_, optimizer) => {
    expect(mistakenApart(optimizer, 0, 'ends')).toBeUndefined();
    const { results } = await checkOptimizer(optimizer, { laws: ['partition-invariance'], configurations: 5 });
    expect(results[0].verdict).toBe('holds');
  });
});
