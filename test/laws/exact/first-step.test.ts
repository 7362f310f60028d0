import { describe, expect, test } from 'vitest';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { optimizers } from '../../../src/optimizers/index.ts';
import { checkOptimizer } from '../../../src/suite/check-optimizer.ts';
import { adamRule, coordinatewise, momentumRule } from '../../inference/rules.ts';
import { applies, ask, expectHolds, expectRefuted, lawOf, loadModule, planted, simplest } from '../asking.ts';

const law = lawOf('first-step');
const seen = { ...simplest, shapes: [[3]], size: 0, steps: 1 };
const further = (name: string): Promise<Optimizer> =>
  loadModule(new URL(`../../quality/further-bugs/${name}.mjs`, import.meta.url));

describe('holds for', () => {
  test.each(['sgd', 'heavy-ball', 'nesterov', 'adam', 'adagrad', 'nadam', 'rmsprop', 'lion', 'muon', 'radam', 'lars'])(
    '%s',
    (name) => {
      expectHolds(law, name);
    },
  );

  test.each([
    'heavy-ball-dampened',
    'adam-without-bias-correction',
    'adam-epsilon-inside-root',
    'rmsprop-without-bias-correction',
  ])('the convention of %s', async (name) => {
    expectHolds(law, await planted(`correct/${name}`));
  });
});

test('holds for gradients of which a generator in the state leaves out every second entry, and not for the same ones for ever', () => {
  const dropping = (draws: boolean): Optimizer => ({
    name: 'dropping',
    contract: { weightDecay: 'decoupled', random: true },
    init: () => ({ seed: 11 }),
    update({ parameters, gradients, state, learningRate }) {
      const kept = state as { seed: number };
      if (!draws) kept.seed = 11;
      parameters.forEach(({ data: w }, i) => {
        for (let j = 0; j < w.length; j++) {
          kept.seed = (Math.imul(kept.seed, 1664525) + 1013904223) >>> 0;
          if (kept.seed >= 2 ** 31) w[j] -= 2 * learningRate * gradients[i].data[j];
        }
      });
    },
  });
  expectHolds(law, dropping(true));
  expect(ask(law, dropping(false)).verdict).toBe('refuted');
});

test('holds for signs that a bound on an averaged loss stops on one side, and not where nothing moves on either', () => {
  /** Signs whose rate is at most what the mean of the losses ⟨w, g⟩ so far is above zero, as in MoMo. */
  const bounded = (below: number): Optimizer => ({
    name: 'bounded',
    contract: { weightDecay: 'decoupled', symmetry: { learningRate: 1, weightDecay: -1 } },
    init: () => ({ sum: 0 }),
    update({ parameters, gradients, state, learningRate }) {
      const kept = state as { sum: number };
      parameters.forEach(({ data: w }, i) => w.forEach((each: number, j: number) => (kept.sum += each * gradients[i].data[j])));
      const rate = kept.sum > below ? learningRate : 0;
      parameters.forEach(({ data: w }, i) => {
        for (let j = 0; j < w.length; j++) w[j] -= rate * Math.sign(gradients[i].data[j]);
      });
    },
  });
  expect(ask(law, bounded(0)).verdict).toBe('holds');
  expect(ask(law, bounded(Infinity)).verdict).toBe('refuted');
});

test('holds for a step that goes across the gradient, of which float32 rounds more than goes down', () => {
  const across = (sign: number): Optimizer => ({
    name: 'across',
    init: () => ({}),
    update({ parameters, gradients, learningRate }) {
      parameters.forEach(({ data: w }, i) => {
        const g = gradients[i].data;
        const turned = (j: number): number => (j % 2 === 1 ? -g[j - 1] : j + 1 < w.length ? g[j + 1] : 0);
        for (let j = 0; j < w.length; j++) w[j] -= learningRate * (sign * g[j] + 2 ** 27 * turned(j));
      });
    },
  });
  expect(ask(law, across(1)).verdict).not.toBe('refuted');
  expect(ask(law, across(-(2 ** 20)))).toMatchObject({ verdict: 'refuted', cause: 'uphill' });
});

describe('refutes', () => {
  test.each<[string, RegExp]>([
    ['adam-bias-correction-multiplies', /bias correction multiplies the moments/],
    ['adam-corrects-first-moment-only', /bias correction is missing on the second moment/],
    ['adam-epsilon-hat', /epsilon acts outside the root, divided by the bias correction/],
  ])('%s at the first step', async (name, diagnosis) => {
    await expectRefuted(law, () => planted(name), { counterexample: seen, diagnosis });
  });

  test.each<[string, RegExp]>([
    ['heavy-ball-buffer-reset', /momentum buffer is cleared/],
    ['adamw-momentum-reset', /first moment is cleared every 10 steps/],
  ])('%s at the step at which it happens', async (name, diagnosis) => {
    await expectRefuted(law, () => planted(name), { counterexample: { ...seen, steps: 10 }, diagnosis });
  });

  test('swapped coefficients', async () => {
    await expectRefuted(law, () => further('adam-betas-swapped'), {
      counterexample: { ...seen, steps: 2 },
      diagnosis: /coefficients are swapped: the first moment keeps 0.999/,
    });
  });

  test('an entry that never moves', async () => {
    const verdict = await expectRefuted(law, () => further('sgd-last-entry-stays'), {
      counterexample: seen,
      diagnosis: /entry 2 of tensor 0 never moves/,
    });
    expect(verdict.counterexample!.where).toEqual({ unmoved: true, tensor: 0, entry: 2 });
  });

  test('a step uphill, in whichever tensor', async () => {
    await expectRefuted(law, () => further('sgd-one-gradient-flipped'), {
      counterexample: { ...seen, shapes: [[3], [3]] },
      diagnosis: /first step of tensor 1 goes up its gradient/,
    });
  });

  test('a correction that is missing, also where weights are clamped and lengths are not compared', async () => {
    const boxed = (right: (beta: number, step: number) => number): Optimizer => {
      const { update, ...adam } = adamRule({ left: (beta, step) => 1 - beta ** step, right });
      return {
        ...adam,
        update(step) {
          update(step);
          for (const { data } of step.parameters)
            data.forEach((w: number, j: number) => (data[j] = Math.max(-20, Math.min(20, w))));
        },
      };
    };
    const { observations } = expectHolds(
      law,
      boxed((beta, step) => 1 - beta ** step),
    );
    expect(observations).toEqual([expect.stringMatching(/lengths of steps were not: weights are clamped/)]);
    await expectRefuted(law, () => Promise.resolve(boxed(() => 1)), {
      counterexample: seen,
      diagnosis: /bias correction is missing on the second moment/,
    });
  });

  test('a step of another length, with its factor', async () => {
    const long = coordinatewise(({ w, g, learningRate }) => w - 1.01 * learningRate * g);
    const verdict = await expectRefuted(law, () => Promise.resolve(long), { counterexample: seen, diagnosis: /by 1.01 η g/ });
    expect(verdict.effect).toBeCloseTo(0.01, 9);
  });
});

test('is claimed of every optimizer', () => {
  expect(optimizers.filter((optimizer) => applies(law, optimizer) !== true)).toEqual([]);
});

test('lengths are not claimed where no family is known, and where the response changes from step to step', () => {
  const warming = coordinatewise(({ w, g, learningRate, memory, step }) => {
    memory.v = (step / (step + 1)) * (memory.v ?? 0) + g / (step + 1);
    return w - learningRate * memory.v;
  });
  expectHolds(law, warming);
  const unknown = coordinatewise(({ w, g, learningRate }) => w - learningRate * g * (1 + 1 / (1 + g * g)));
  expectHolds(law, unknown);
});

test('what measurement takes for a family is confirmed on other shapes, sizes and precisions', () => {
  for (const optimizer of [momentumRule({ nesterov: true, rateInside: true }), adamRule({ left: () => 1, right: () => 1 })])
    expect(expectHolds(law, optimizer).effect).toBeLessThan(1e-3);
});

describe('noise of a generator in the state, scaled as gradients are (Li et al. 2016, preconditioned Langevin dynamics),', () => {
  const preconditioned = (sign: 1 | -1): Optimizer => ({
    name: 'preconditioned-langevin',
    hyperparameters: { alpha: 0.99, epsilon: 1e-5, temperature: 1e-4 },
    contract: { random: true, weightDecay: 'coupled' },
    init: ({ parameters }) => ({ seed: 7, v: parameters.map(({ data }) => data.map(() => 0)) }),
    update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { alpha, epsilon, temperature } }) {
      const kept = state as { seed: number; v: Float64Array[] };
      const draw = (): number => ((kept.seed = (Math.imul(kept.seed, 1664525) + 1013904223) >>> 0) + 0.5) / 2 ** 32;
      parameters.forEach(({ data: w }, i) => {
        for (let j = 0; j < w.length; j++) {
          const g = gradients[i].data[j] + weightDecay * w[j];
          kept.v[i][j] = alpha * kept.v[i][j] + (1 - alpha) * g * g;
          const scale = 1 / (Math.sqrt(kept.v[i][j]) + epsilon);
          const noise = draw() + draw() + draw() + draw() - 2;
          w[j] += Math.sqrt(6 * learningRate * scale * temperature) * noise - sign * learningRate * scale * g;
        }
      });
    },
  });
  test('leads uphill and refutes nothing', () => {
    expectHolds(law, preconditioned(1));
  });

  test('hides no sign that is wrong', () => {
    expect(ask(law, preconditioned(-1))).toMatchObject({ verdict: 'refuted', cause: 'uphill' });
  });
});

test('a loss scaler in the rule may leave out steps that overflow, and not all of them for ever', async () => {
  const scaled = (halves: boolean): Optimizer => ({
    name: 'scaled',
    init: () => ({ scale: 2 ** 14 }),
    update({ parameters, gradients, state, learningRate, weightDecay }) {
      const kept = state as { scale: number };
      if (gradients.some(({ data }) => data.some((x: number) => Math.abs(x * kept.scale) > 65_504))) {
        if (halves) kept.scale /= 2;
        return;
      }
      parameters.forEach(({ data: w }, i) => {
        for (let j = 0; j < w.length; j++) w[j] -= learningRate * (Math.sign(gradients[i].data[j]) + weightDecay * w[j]);
      });
    },
  });
  const judged = async (optimizer: Optimizer): Promise<(string | undefined)[]> => {
    const { results } = await checkOptimizer(optimizer, { tier: 'exact', seed: 7, configurations: 100 });
    return results.flatMap(({ verdict, cause }) => (verdict === 'refuted' ? [cause] : []));
  };
  expect(await judged(scaled(true))).toEqual([]);
  expect(await judged(scaled(false))).toContain('gradient-never-moves');
});

describe('gradients less their mean, of which signs are taken, may be gone up in sum,', () => {
  const centring = (sign: 1 | -1, isRead: boolean): Optimizer => ({
    name: 'centring',
    init: () => ({}),
    update({ parameters, gradients, learningRate, weightDecay }) {
      parameters.forEach(({ data: w }, i) => {
        const g = gradients[i].data;
        const mean = Array.from(g).reduce((sum, x) => sum + x, 0) / g.length;
        const moves = (x: number): number => Math.sign(g.length > 1 ? x - mean : x) + (isRead ? -2 * Math.sign(mean) : 0);
        for (let j = 0; j < w.length; j++) w[j] -= learningRate * (sign * moves(g[j]) + weightDecay * w[j]);
      });
    },
  });

  test('and refute nothing', () => {
    for (const seed of [3, 7]) expectHolds(law, centring(1, false), { configurations: 100, seed });
  });

  test.each([
    ['a sign is wrong', centring(-1, false)],
    ['the mean itself is gone up', centring(1, true)],
  ])('and are refuted where %s', (_, optimizer) => {
    expect(ask(law, optimizer)).toMatchObject({ verdict: 'refuted', cause: 'uphill' });
  });
});

describe('weights that are pulled to where they began, so that what follows a gradient depends on the rate,', () => {
  const pulled = (strength: (mu: number) => number): Optimizer =>
    coordinatewise(
      ({ w, g, learningRate, weightDecay, memory, hyperparameters: { momentum, mu } }) => {
        memory.start ??= w;
        memory.velocity = momentum * (memory.velocity ?? 0) + g + weightDecay * w + strength(mu) * (w - memory.start);
        return w - learningRate * memory.velocity;
      },
      { hyperparameters: { momentum: 0.9, mu: 0.1 } },
    );

  test('hold where an option says by how much', () => {
    expectHolds(
      law,
      pulled((mu) => mu),
    );
  });

  test('and are not held where none does', () => {
    expect(
      ask(
        law,
        pulled(() => 0.1),
      ).verdict,
    ).not.toBe('holds');
  });
});

describe('signs less their mean', () => {
  /** @param of those whose mean it is: all entries, or those of its tensor */
  const lessMean = (of: 'all' | 'each', forgets: boolean): Optimizer => ({
    name: 'less-mean',
    init: () => ({}),
    update({ parameters, gradients, learningRate }) {
      const signs = gradients.map(({ data }) => Array.from(data, Math.sign));
      const mean = (x: readonly number[]): number => x.reduce((sum, each) => sum + each, 0) / x.length;
      parameters.forEach(({ data: w }, i) => {
        if (forgets && w.length === 1) return;
        const less = mean(of === 'all' ? signs.flat() : signs[i]);
        for (let j = 0; j < w.length; j++) w[j] -= learningRate * (signs[i][j] - less);
      });
    },
  });

  test('of all leave nothing of an entry that is alone, which is not refuted', () =>
    expect(ask(law, lessMean('all', false)).verdict).not.toBe('refuted'));

  test('but that of each tensor takes away all of a tensor of one entry', () =>
    expect(ask(law, lessMean('each', false))).toMatchObject({ verdict: 'refuted', cause: 'gradient-never-moves' }));

  test('and a tensor of one entry that is forgotten beside others is', () =>
    expect(ask(law, lessMean('all', true))).toMatchObject({ verdict: 'refuted' }));
});

describe('a step across the weights has nowhere to go with a tensor of one entry,', () => {
  /** Signs of what gradients have across the weights, or along them. */
  const signsOf = (part: 'across' | 'along'): Optimizer => ({
    name: 'signs-across',
    init: () => ({}),
    update({ parameters, gradients, learningRate }) {
      parameters.forEach(({ data: w }, i) => {
        const g = gradients[i].data;
        const sum = (of: (j: number) => number): number => Array.from(w.keys()).reduce((total, j) => total + of(j), 0);
        const along = sum((j) => g[j] * w[j]) / sum((j) => w[j] * w[j]);
        const steps = Array.from(w, (each, j) =>
          Math.sign(part === 'along' ? along * each : w.length === 1 ? g[j] : g[j] - along * each),
        );
        for (let j = 0; j < w.length; j++) w[j] -= learningRate * steps[j];
      });
    },
  });

  test('and signs of it lead down what is across them, not always down the gradient', () =>
    expect(ask(law, signsOf('across')).verdict).not.toBe('refuted'));

  test('but those of what is along them are refuted', () =>
    expect(ask(law, signsOf('along'))).toMatchObject({ verdict: 'refuted', cause: 'uphill' }));

  /** Steps across the weights as they come, of which rounding leaves something; of one entry another part is taken away. */
  const rounded = (part: number): Optimizer => ({
    name: 'rounded-tangent',
    init: () => ({}),
    update({ parameters, gradients, learningRate }) {
      parameters.forEach(({ data: w }, i) => {
        const g = gradients[i].data;
        const sum = (of: (j: number) => number): number => Array.from(w.keys()).reduce((total, j) => total + of(j), 0);
        const along = ((w.length === 1 ? part : 1) * sum((j) => g[j] * w[j])) / sum((j) => w[j] * w[j]);
        for (let j = 0; j < w.length; j++) w[j] -= learningRate * (g[j] - along * w[j]);
      });
    },
  });

  test('nor where rounding leaves something of it', () => expect(ask(law, rounded(1)).verdict).not.toBe('refuted'));

  test('and is refuted where more than all is taken away', () =>
    expect(ask(law, rounded(1.5))).toMatchObject({ verdict: 'refuted', cause: 'uphill' }));

  const tangent = (leavesOut: (w: ArrayLike<number>) => boolean, part: number): Optimizer => ({
    name: 'tangent',
    init: () => ({}),
    update({ parameters, gradients, learningRate }) {
      parameters.forEach(({ data: w }, i) => {
        if (leavesOut(w)) return;
        const g = gradients[i].data;
        const sum = (of: (j: number) => number): number => Array.from(w.keys()).reduce((total, j) => total + of(j), 0);
        const along = (part * sum((j) => g[j] * w[j])) / sum((j) => w[j] * w[j]);
        const length = Math.sqrt(sum((j) => (g[j] - along * w[j]) ** 2));
        if (length <= 1e-9 * Math.sqrt(sum((j) => g[j] * g[j]))) return;
        for (let j = 0; j < w.length; j++) w[j] -= (learningRate * (g[j] - along * w[j])) / length;
      });
    },
  });

  test('which refutes nothing', () =>
    expect(
      ask(
        law,
        tangent(() => false, 1),
      ).verdict,
    ).not.toBe('refuted'));

  test('and a tensor of one entry that is left out is refuted', () => {
    const leavesOut = ask(
      law,
      tangent(({ length }) => length === 1, 0),
    );
    expect(leavesOut).toMatchObject({ verdict: 'refuted', cause: 'gradient-never-moves' });
  });
});

describe('a buffer that eight calls only fill', () => {
  /** Momentum that moves nothing at first, and steps so many times as long later. */
  const filling = (factor: (moved: number) => number): Optimizer =>
    coordinatewise(({ w, g, learningRate, step, memory }) => {
      memory.b = 0.9 * (memory.b ?? 0) + g;
      return step <= 8 ? w : w - learningRate * factor(step - 8) * memory.b;
    });

  test('is full by then, which is no longer step than it should be', () =>
    expectHolds(
      law,
      filling(() => 1),
    ));

  test('and what jumps after it is seen', () =>
    expect(
      ask(
        law,
        filling((moved) => (moved === 1 ? 3 : 1)),
      ).verdict,
    ).not.toBe('holds'));
});
