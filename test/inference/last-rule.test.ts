import { describe, expect, test } from 'vitest';
import { mistakenApart } from '../../src/inference/last-rule.ts';
import { slippedPlace, tensorsApart, Ways } from '../../src/inference/last-tensor.ts';
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

type Place = (place: number, count: number) => boolean;
const isLast: Place = (place, count) => place === count - 1;
const isEnd: Place = (place, count) => place === 0 || isLast(place, count);

/** Every tensor by one rule, and those at some place by another. */
const headed = (body: Rule, head: Rule, hyperparameters: Record<string, number> = {}, isThere: Place = isLast): Optimizer => ({
  name: 'headed',
  hyperparameters,
  init: ({ parameters }) =>
    parameters.map(({ data: { length } }) => ({ m: new Float64Array(length), v: new Float64Array(length) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: options, step }) {
    parameters.forEach(({ data: w }, i) => {
      const rule = isThere(i, parameters.length) ? head : body;
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
const averaged: Rule = (g, { m }, _, options) => m.map((x, j) => (m[j] = options.momentum * x + (1 - options.momentum) * g[j]));
const signum: Rule = (g, { m }) => m.map((x, j) => Math.sign((m[j] = 0.9 * x + 0.1 * g[j])));
const adam =
  ({ first = 'beta1', second = 'beta2', corrected = [true, true], weight = 0, ahead = 0 } = {}): Rule =>
  (g, { m, v }, step, options) =>
    m.map((x, j) => {
      const [b1, b2] = [options[first] ?? 0, options[second]];
      m[j] = b1 * x + (weight || 1 - b1) * g[j];
      v[j] = b2 * v[j] + (1 - b2) * g[j] * g[j];
      const [c1, c2] = [b1, b2].map((beta, i) => (corrected[i] ? 1 - beta ** (step + ahead) : 1));
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
    ['moment-weight', 'weight 1', headed(adam(), adam({ weight: 1 }), betas)],
    ['moment-weight', '0.1 times', headed(momentum(), averaged, { momentum: 0.9 })],
    ['moment-weight', '10 times', headed(averaged, momentum(), { momentum: 0.9 })],
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
    ['correction-missing-second', 'second moment', headed(adam(), adam({ corrected: [true, false] }), betas, isEnd)],
    ['moment-weight', 'its first moment keeps 0.999', headed(adam(), adam({ first: 'beta2' }), betas, isEnd)],
    ['moment-weight', 'weight 1', headed(adam(), adam({ weight: 1 }), betas)],
    ['moment-weight', '0.1 times', headed(momentum(), averaged, { momentum: 0.9 })],
    ['moment-weight', '10 times', headed(averaged, momentum(), { momentum: 0.9 })],
  ])('whose rule is that of the others with a mistake are refuted: %s, %s', async (cause, words, optimizer) => {
    expect(mistakenApart(optimizer, 0, 'ends')).toMatchObject({ cause, sentence: expect.stringContaining(words) as string });
    const { results } = await checkOptimizer(optimizer, { laws: ['partition-invariance'], configurations: 5 });
    expect(results).toMatchObject([{ verdict: 'refuted', cause }]);
  });

  test.each([
    ['no momentum', headed(momentum(), plain, { momentum: 0.9 }, isEnd)],
    ['no first moment', headed(adam(), adam({ first: 'none' }), betas, isEnd)],
  ])('may be left without a moment, which is undecided: %s', async (words, optimizer) => {
    expect(mistakenApart(optimizer, 0, 'ends')).toMatchObject({
      cause: 'ambiguous',
      sentence: expect.stringContaining(words) as string,
    });
    const { results } = await checkOptimizer(optimizer, { laws: ['partition-invariance'], configurations: 5 });
    expect(results).toMatchObject([{ verdict: 'undecided', cause: 'ambiguous' }]);
  });

  test.each([
    ['Adam, beside signs of a mean', headed(signum, adam(), betas, isEnd)],
    ['Adam, beside steps of one length', headed(unit, adam(), betas, isEnd)],
    ['set by an option', headed(momentum(), momentum('head'), { momentum: 0.9, head: 0.5 }, isEnd)],
  ])('may have a rule of their own: %s', async (_, optimizer) => {
    expect(mistakenApart(optimizer, 0, 'ends')).toBeUndefined();
    const { results } = await checkOptimizer(optimizer, { laws: ['partition-invariance'], configurations: 5 });
    expect(results[0].verdict).toBe('holds');
  });
});

/** A rule, whose tensors at some place have another learning rate. */
const atRate = (name: string, factor: number, isThere: Place): Optimizer => {
  const rule = builtinOptimizer(name);
  return {
    ...rule,
    contract: undefined,
    init: ({ parameters }) => parameters.map((tensor): unknown => rule.init({ parameters: [tensor] })),
    copyState: (states) => structuredClone(states),
    update({ parameters, gradients, state, learningRate, ...given }) {
      parameters.forEach((tensor, i) => {
        const rate = isThere(i, parameters.length) ? factor * learningRate : learningRate;
        const own = { parameters: [tensor], gradients: [gradients[i]], state: (state as unknown[])[i], learningRate: rate };
        rule.update({ ...given, ...own });
      });
    },
  };
};

describe.each([0.1, 10])('a learning rate of their own, times %f', (factor) => {
  const verdictOf = async (optimizer: Optimizer): Promise<string> => {
    const { results } = await checkOptimizer(optimizer, { laws: ['partition-invariance'], configurations: 5 });
    return results[0].verdict;
  };

  test.each(['adamw', 'heavy-ball'])('may have a head, and both ends: %s', async (name) => {
    expect(await verdictOf(atRate(name, factor, isLast))).toBe('holds');
    expect(await verdictOf(atRate(name, factor, isEnd))).toBe('holds');
  });

  test.each(['adamw', 'heavy-ball'])('has a first tensor for its own, or it leaks to the others: %s', async (name) => {
    expect(await verdictOf(atRate(name, factor, places['the first']))).toBe('undecided');
    expect(await verdictOf(atRate(name, factor, places['the first of several']))).toBe('undecided');
  });
});

/** Places that are none where a tensor is alone, or that the first tensor has. */
const places: Readonly<Record<string, Place>> = {
  'the last of several': (place, count) => count > 1 && isLast(place, count),
  'the first of several': (place, count) => count > 1 && place === 0,
  'the first': (place) => place === 0,
};

describe.each(Object.entries(places))('a mistake in the rule of %s', (_, isThere) => {
  test.each([
    ['correction-late', adam(), adam({ ahead: 1 }), betas],
    ['correction-wrong', adam(), adam({ corrected: [false, false] }), betas],
    ['moment-weight', adam(), adam({ second: 'beta1' }), betas],
    ['momentum-coefficient', momentum(), plain, { momentum: 0.9 }],
  ])('is named: %s', async (cause, body, head, options) => {
    const optimizer = headed(body, head, options, isThere);
    const { results } = await checkOptimizer(optimizer, { laws: ['partition-invariance'], configurations: 5 });
    expect(results).toMatchObject([{ verdict: 'refuted', cause }]);
  });
});

test('where only the number of tensors makes a difference, no place is found', async () => {
  const several = headed(adam(), adam({ ahead: 1 }), betas, (_place, count) => count > 1);
  expect([slippedPlace(new Ways(several, 0)), tensorsApart(new Ways(several, 0))]).toEqual([undefined, undefined]);
  const { results } = await checkOptimizer(several, { laws: ['partition-invariance'], configurations: 5 });
  expect(results).toMatchObject([{ verdict: 'refuted' }]);
});
