import { expect, test } from 'vitest';
import { areTrainedInTurns, mistakenTurns } from '../../src/inference/turns.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

/** Signs of a running mean, of the tensors that have their turn at a call. */
const inTurns = (
  isIn: (place: number, count: number, call: number, options: Readonly<Record<string, number>>) => boolean,
  options: Record<string, number> = {},
): Optimizer => ({
  name: 'in-turns',
  hyperparameters: { beta: 0.9, ...options },
  init: ({ parameters }) => ({ calls: 0, of: parameters.map(({ data }) => data.map(() => 0)) }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters }) {
    const { beta } = hyperparameters;
    const kept = state as { calls: number; of: Float64Array[] };
    parameters.forEach(({ data: w }, i) => {
      if (!isIn(i, parameters.length, kept.calls, hyperparameters)) return;
      const m = kept.of[i];
      for (let j = 0; j < w.length; j++) {
        m[j] = beta * m[j] + (1 - beta) * gradients[i].data[j];
        w[j] -= learningRate * (Math.sign(m[j]) + weightDecay * w[j]);
      }
    });
    kept.calls += 1;
  },
});

test.each([
  ['one after the other', (place: number, count: number, call: number) => Math.floor(call / 5) % count === place],
  ['one more every few steps', (place: number, count: number, call: number) => count - 1 - place <= call / 8],
])('tensors that are trained %s refute nothing', async (_, isIn) => {
  expect(areTrainedInTurns(inTurns(isIn), 0)).toBe(true);
  const { results } = await checkOptimizer(inTurns(isIn), { tier: 'exact', seed: 1, configurations: 20 });
  expect(results.filter(({ verdict }) => verdict === 'refuted').map(({ law, cause }) => [law, cause])).toEqual([]);
});

test.each([
  ['all at once', () => true],
  ['all but the last, for ever', (place: number, count: number) => place < count - 1 || count === 1],
  ['all at every second step', (_place: number, _count: number, call: number) => call % 2 === 0],
])('%s is not in turns', (_, isIn) => expect(areTrainedInTurns(inTurns(isIn), 0)).toBe(false));

test('one that is left out at each step, another one from step to step, is refuted', async () => {
  const slipping = inTurns((place, count, call) => count === 1 || call % count !== place);
  expect(areTrainedInTurns(slipping, 0)).toBe(true);
  expect(mistakenTurns(slipping, 0)?.cause).toBe('tensors-influence-each-other');
  const { results } = await checkOptimizer(slipping, { laws: ['partition-invariance'], configurations: 5 });
  expect(results).toMatchObject([{ verdict: 'refuted', cause: 'tensors-influence-each-other' }]);
});

const ahead = (place: number, count: number, call: number, every: number): boolean =>
  [0, 1].some((next) => (Math.floor(call / every) + next) % count === place);

test('turns that overlap are undecided, and a design where an option sets them', async () => {
  const overlapping = inTurns((place, count, call) => ahead(place, count, call, 4));
  const { results } = await checkOptimizer(overlapping, { tier: 'exact', configurations: 5 });
  expect(results.flatMap(({ law, verdict }) => (verdict === 'holds' ? [] : [[law, verdict]]))).toEqual([
    ['partition-invariance', 'undecided'],
  ]);
  const asked = inTurns((place, count, call, { every }) => ahead(place, count, call, every), { every: 4 });
  expect(mistakenTurns(asked, 0)).toBeUndefined();
});

/** A block of one tensor after the other, and the last tensor first, one more every few steps. */
const [block, more] = [
  (place: number, count: number, call: number) => Math.floor(call / 5) % count === place,
  (place: number, count: number, call: number) => count - 1 - place <= call / 8,
];
/** Blocks between two ends that move at every step. */
const between = (place: number, count: number, call: number): boolean =>
  place === 0 || place === count - 1 || 1 + (Math.floor(call / 4) % Math.max(1, count - 2)) === place;

interface Turns {
  readonly isIn: typeof block;
  /** What the corrections count: the number of the call, or that of the steps of a tensor since its moments were made. */
  readonly clock: (call: number, own: number) => number;
  readonly isKept?: boolean;
  readonly isDecayedAtRest?: boolean;
  /** The moments that are made anew, where not all are. */
  readonly made?: readonly ('m' | 'v')[];
  /** What the correction of the second moment counts, where it is not what that of the first one does. */
  readonly second?: (call: number, own: number, all: number) => number;
}

/** AdamW of tensors in turns, with moments that are made anew at each turn, or kept. */
const adamInTurns = ({
  isIn,
  clock,
  isKept = false,
  isDecayedAtRest = false,
  made = ['m', 'v'],
  second = clock,
}: Turns): Optimizer => ({
  name: 'adam-in-turns',
  hyperparameters: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8 },
  init: ({ parameters }) => ({
    calls: 0,
    of: parameters.map(({ data }) => ({ m: data.map(() => 0), v: data.map(() => 0), own: 0, all: 0, isIn: false })),
  }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon } }) {
    const kept = state as { calls: number; of: { m: Float64Array; v: Float64Array; own: number; all: number; isIn: boolean }[] };
    const call = (kept.calls += 1);
    parameters.forEach(({ data: w }, i) => {
      const own = kept.of[i];
      const was = own.isIn;
      own.isIn = isIn(i, parameters.length, call - 1);
      if (own.isIn || isDecayedAtRest) for (let j = 0; j < w.length; j++) w[j] *= 1 - learningRate * weightDecay;
      if (!own.isIn) return;
      if (!was && !isKept) {
        own.own = 0;
        for (const moment of made) own[moment].fill(0);
      }
      own.own += 1;
      own.all += 1;
      const [t1, t2] = [clock(call, own.own), second(call, own.own, own.all)];
      gradients[i].data.forEach((g: number, j: number) => {
        own.m[j] = beta1 * own.m[j] + (1 - beta1) * g;
        own.v[j] = beta2 * own.v[j] + (1 - beta2) * g * g;
        w[j] -= (learningRate * own.m[j]) / (1 - beta1 ** t1) / (Math.sqrt(own.v[j] / (1 - beta2 ** t2)) + epsilon);
      });
    });
  },
});

const ofRun = (call: number): number => call;
const ofTurn = (_: number, own: number): number => own;
const ofAll = (_: number, __: number, all: number): number => all;
const judged = async (optimizer: Optimizer): Promise<(string | undefined)[][]> => {
  const { results } = await checkOptimizer(optimizer, { tier: 'exact', seed: 1, configurations: 10 });
  return results.flatMap(({ law, verdict, cause }) => (verdict === 'holds' ? [] : [[law, verdict, cause]]));
};

test.each([
  ['correction-late', 'blocks, made anew', { isIn: block, clock: ofRun }],
  ['correction-late', 'blocks, kept', { isIn: block, clock: ofRun, isKept: true }],
  ['correction-late', 'more and more', { isIn: more, clock: ofRun }],
  ['correction-late', 'blocks between the ends of a list', { isIn: between, clock: ofRun }],
  ['buffer-cleared', 'the first moment alone', { isIn: block, clock: ofTurn, made: ['m'] }],
  ['buffer-cleared', 'the second moment alone', { isIn: block, clock: ofTurn, made: ['v'] }],
  ['buffer-cleared', 'the first moment alone, by the run', { isIn: block, clock: ofRun, made: ['m'] }],
  ['decay-at-rest', 'blocks', { isIn: block, clock: ofTurn, isDecayedAtRest: true }],
  ['decay-at-rest', 'more and more', { isIn: more, clock: ofTurn, isDecayedAtRest: true }],
  ['decay-at-rest', 'blocks between the ends of a list', { isIn: between, clock: ofTurn, isDecayedAtRest: true }],
] satisfies [string, string, Turns][])(
  'moments that are corrected by the run, or cleared by half, and tensors that shrink at rest, are refuted: %s, %s',
  async (cause, _, turns) => {
    const found = await judged(adamInTurns(turns));
    expect(found).toEqual([['partition-invariance', 'refuted', cause]]);
  },
);

test.each([
  ['blocks, made anew', { isIn: block, clock: ofTurn }],
  ['blocks, kept', { isIn: block, clock: ofTurn, isKept: true }],
  ['more and more', { isIn: more, clock: ofTurn }],
  ['blocks between the ends of a list', { isIn: between, clock: ofTurn }],
])('moments that are corrected by their own steps refute nothing: %s', async (_, turns) => {
  expect(await judged(adamInTurns(turns))).toEqual([]);
});

test('a first moment that is made anew with a correction of its own is not refuted', async () => {
  const half = adamInTurns({ isIn: block, clock: ofTurn, made: ['m'], second: ofAll });
  expect((await judged(half)).filter(([, verdict]) => verdict === 'refuted')).toEqual([]);
});

test('the first and the last tensor may move at every step, while those between take turns', () => {
  const sampled = inTurns(between);
  expect(mistakenTurns(sampled, 0)).toBeUndefined();
});

test('no optimizer of the package trains in turns', () =>
  expect(optimizers.filter((optimizer) => areTrainedInTurns(optimizer, 0)).map(({ name }) => name)).toEqual([]));

test('tensors that are unfrozen one by one, each at a rate of its own that an option sets, are not refuted', async () => {
  const unfrozen: Optimizer = {
    name: 'unfrozen',
    hyperparameters: { fall: 2.6, every: 10 },
    contract: { roles: { every: 'count' } },
    init: () => ({}),
    update({ parameters, gradients, learningRate, weightDecay, hyperparameters: { fall, every }, step }) {
      parameters.forEach(({ data: w }, i) => {
        const depth = parameters.length - 1 - i;
        if (step <= depth * every) return;
        const rate = learningRate / fall ** depth;
        for (let j = 0; j < w.length; j++) w[j] -= rate * (Math.sign(gradients[i].data[j]) + weightDecay * w[j]);
      });
    },
  };
  const { results } = await checkOptimizer(unfrozen, { tier: 'exact', seed: 1, configurations: 20 });
  expect(results.filter(({ verdict }) => verdict === 'refuted').map(({ law, cause }) => [law, cause])).toEqual([]);
});
