import { expect, test } from 'vitest';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import { ratesByPlace } from '../../src/inference/rates-by-place.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

/** Momentum whose rate is another one from tensor to tensor. */
const layered = (factorOf: (place: number, count: number, fall: number) => number): Optimizer => ({
  name: 'layered',
  hyperparameters: { momentum: 0.9, fall: 0.75 },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum, fall } }) {
    parameters.forEach(({ data: w }, i) => {
      const rate = learningRate * factorOf(i, parameters.length, fall);
      for (let j = 0; j < w.length; j++) {
        state[i][j] = momentum * state[i][j] + gradients[i].data[j] + weightDecay * w[j];
        w[j] -= rate * state[i][j];
      }
    });
  },
});

/** Momentum, or steps of one length, whose rate goes by the number of matrices. */
const perMatrix = (power: (depth: number) => number, isNormalised = false): Optimizer => {
  const { init, update } = layered((_place, count) => 1 / count);
  return {
    name: 'per-matrix',
    init,
    update(given) {
      const depth = given.parameters.filter(({ shape }) => shape.length > 1).length;
      const learningRate = given.learningRate * given.parameters.length * power(Math.max(1, depth));
      const length = (data: ArrayLike<number>): number => Math.hypot(...Array.from(data)) || 1;
      const gradients = isNormalised
        ? given.gradients.map(({ data, shape }) => ({ shape, data: data.map((g: number) => g / length(data)) as typeof data }))
        : given.gradients;
      update({ ...given, gradients, hyperparameters: { momentum: isNormalised ? 0 : 0.9 }, learningRate });
    },
  };
};

const verdicts = async (optimizer: Optimizer): Promise<string[]> => {
  const { results } = await checkOptimizer(optimizer, { laws: ['partition-invariance'], seed: 1, configurations: 20 });
  return results.map(({ verdict }) => verdict);
};

test('rates that fall by an option from the last tensor to the first are found, and refute nothing', async () => {
  const backwards = layered((place, count, fall) => fall ** (count - 1 - place));
  expect(ratesByPlace(backwards)?.option).toBe('fall');
  expect(ratesByPlace(layered((place, _, fall) => fall ** place))?.option).toBe('fall');
  expect(await verdicts(backwards)).not.toContain('refuted');
});

test('rates that an option sets for tensors in pairs, and divides by, are found, with a decay that does not go with them', async () => {
  const { init, update } = layered((place, count, fall) => fall ** -(Math.ceil(count / 2) - 1 - Math.floor(place / 2)));
  const pairs: Optimizer = {
    name: 'pairs',
    hyperparameters: { momentum: 0.9, fall: 2.6 },
    init,
    update(given) {
      for (const { data } of given.parameters)
        for (let j = 0; j < data.length; j++) data[j] *= 1 - given.learningRate * given.weightDecay;
      update({ ...given, weightDecay: 0 });
    },
  };
  expect(ratesByPlace(pairs)?.option).toBe('fall');
  expect(await verdicts(pairs)).not.toContain('refuted');
});

test('rates that an option sets for every other tensor are found, though the first and the last one have none', async () => {
  const everyOther = layered((place, _, fall) => (place % 2 === 1 ? fall : 1));
  expect(ratesByPlace(everyOther)?.option).toBe('fall');
  expect(await verdicts(everyOther)).not.toContain('refuted');
});

test.each([
  ['are divided by the length of a tensor among others', (length: number) => 1 / length],
  ['are multiplied by the root of it', Math.sqrt],
])('rates that an option sets by place, and that %s, are refuted', async (_, factorOf) => {
  const { update, ...rule } = layered(() => 1);
  const backwards: Optimizer = {
    ...rule,
    update(given) {
      const { parameters, gradients, state, learningRate, hyperparameters } = given;
      const count = parameters.length;
      parameters.forEach((tensor, i) => {
        const length = count > 1 ? factorOf(tensor.data.length) : 1;
        const rate = learningRate * length * hyperparameters.fall ** (count - 1 - i);
        const [own, g, kept] = [[tensor], [gradients[i]], [(state as unknown[])[i]]];
        update({ ...given, parameters: own, gradients: g, state: kept, learningRate: rate });
      });
    },
  };
  const { results } = await checkOptimizer(backwards, { laws: ['partition-invariance'], seed: 1, configurations: 20 });
  expect(results).toMatchObject([{ verdict: 'refuted', cause: 'tensors-influence-each-other' }]);
});

test('rates that an option sets by the number of matrices before, or over a length that a tensor alone has as well, refute nothing', async () => {
  const { update, ...rule } = layered(() => 1);
  const byMatrices: Optimizer = {
    ...rule,
    update(given) {
      const { parameters, gradients, state, learningRate, hyperparameters } = given;
      let depth = 0;
      parameters.forEach((tensor, i) => {
        if (tensor.shape.length > 1) depth += 1;
        const rate = (learningRate * hyperparameters.fall ** depth) / tensor.data.length;
        const [own, g, kept] = [[tensor], [gradients[i]], [(state as unknown[])[i]]];
        update({ ...given, parameters: own, gradients: g, state: kept, learningRate: rate });
      });
    },
  };
  expect(ratesByPlace(byMatrices)).toMatchObject({ option: 'fall' });
  expect(await verdicts(byMatrices)).not.toContain('refuted');
});

test('rates that go by the root of the depth are found, and refute nothing', async () => {
  const deep = layered((place) => (1 + place) ** -0.5);
  expect(ratesByPlace(deep)?.by).toContain('root');
  expect(await verdicts(deep)).not.toContain('refuted');
});

test('a rate that is divided by the number of tensors goes by no place', async () => {
  const divided = layered((_, count, fall) => fall / count);
  expect(ratesByPlace(divided)).toBeUndefined();
  expect(await verdicts(divided)).toContain('refuted');
});

test('rates over the root of the number of tensors, or over that of the matrices, are found, and refute nothing', async () => {
  const root = layered((_, count) => count ** -0.5);
  expect(ratesByPlace(root)?.by).toBe('the root of the number of tensors');
  expect(await verdicts(root)).not.toContain('refuted');
  const rooted = perMatrix((depth) => depth ** -0.5);
  expect(ratesByPlace(rooted)?.by).toBe('the number of matrices');
  expect(await verdicts(rooted)).not.toContain('refuted');
});

test('rates over the number of matrices are those of steps of a fixed length, and a mistake where steps go with their gradients', async () => {
  for (const power of [(depth: number) => depth, (depth: number) => 1 / depth]) {
    const normalised = perMatrix(power, true);
    expect(ratesByPlace(normalised)).toMatchObject({ by: 'the number of matrices' });
    expect(ratesByPlace(normalised)?.finding).toBeUndefined();
    expect(await verdicts(normalised)).not.toContain('refuted');
    expect(ratesByPlace(perMatrix(power))?.finding?.cause).toBe('step-length-by-tensors');
  }
  const { results } = await checkOptimizer(
    perMatrix((depth) => 1 / depth),
    { laws: ['partition-invariance'], configurations: 5 },
  );
  expect(results).toMatchObject([{ verdict: 'refuted', cause: 'step-length-by-tensors' }]);
});

test('constants that go by the distance from the last tensor are found, and refute nothing', async () => {
  const falling = layered((place, count) => 0.75 ** (count - 1 - place));
  expect(ratesByPlace(falling)?.by).toContain('the end');
  expect(await verdicts(falling)).not.toContain('refuted');
  const head = layered((place, count) => (place === count - 1 ? 10 : 1));
  expect(ratesByPlace(head)?.factors).toEqual([expect.closeTo(0.1), expect.closeTo(0.1), expect.closeTo(1)]);
  expect(await verdicts(head)).not.toContain('refuted');
});

test('a factor that is no option leaks, and is refuted', async () => {
  const leaking = layered((place) => 0.75 ** place);
  expect(ratesByPlace(leaking)).toBeUndefined();
  expect(await verdicts(leaking)).toContain('refuted');
});

test('an option that scales the rate of a single tensor as well may go by the place, and a note says so', async () => {
  const scheduled = layered((place, _, fall) => fall ** (place + 1));
  expect(await verdicts(scheduled)).not.toContain('refuted');
  expect(inferProfile(scheduled).notes.map(({ cause }) => cause)).toContain('rates-by-place');
  const causes = inferProfile(layered(() => 1)).notes.map(({ cause }) => cause);
  expect(causes).not.toContain('rates-by-place');
});

test('an option that is the momentum as well leaks, and is refuted', async () => {
  const leaking: Optimizer = {
    ...layered(() => 1),
    hyperparameters: { momentum: 0.9 },
    update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum } }) {
      let rate = learningRate;
      parameters.forEach(({ data: w }, i) => {
        for (let j = 0; j < w.length; j++) {
          state[i][j] = momentum * state[i][j] + gradients[i].data[j];
          w[j] -= rate * (state[i][j] + weightDecay * w[j]);
        }
        rate *= momentum;
      });
    },
  };
  expect(ratesByPlace(leaking)).toBeUndefined();
  expect(await verdicts(leaking)).toContain('refuted');
});

test('no optimizer of the package has rates by place', () =>
  expect(optimizers.filter((optimizer) => ratesByPlace(optimizer) !== undefined)).toEqual([]));

test('rates of stages that hold as many weights each may be meant', async () => {
  const { update, ...rule } = layered(() => 1);
  const stages: Optimizer = {
    ...rule,
    update(given) {
      const { parameters, gradients, state, learningRate, hyperparameters } = given;
      const lengths = parameters.map(({ data }) => data.length);
      const all = lengths.reduce((sum, length) => sum + length, 0);
      parameters.forEach((tensor, i) => {
        const before = lengths.slice(0, i).reduce((sum, length) => sum + length, 0);
        const stage = parameters.length > 1 ? Math.floor((4 * before) / all) : 3;
        const rate = learningRate * hyperparameters.fall ** (3 - stage);
        const [own, g, kept] = [[tensor], [gradients[i]], [(state as unknown[])[i]]];
        update({ ...given, parameters: own, gradients: g, state: kept, learningRate: rate });
      });
    },
  };
  const { results } = await checkOptimizer(stages, { laws: ['partition-invariance'], seed: 1, configurations: 20 });
  expect(results).toMatchObject([{ verdict: 'undecided', cause: 'ambiguous' }]);
});
