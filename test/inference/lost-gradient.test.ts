import { describe, expect, test } from 'vitest';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import { lostGradient } from '../../src/inference/lost-gradient.ts';
import { inferStart } from '../../src/inference/start.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';
import { coordinatewise } from './rules.ts';

/** AdamW, some of whose calls return at once. */
const returning = (returns: (call: number) => boolean): Optimizer => ({
  ...adamw,
  contract: undefined,
  init: (given) => ({ calls: 0, inner: adamw.init(given) }),
  copyState: (state) => structuredClone(state),
  update(given) {
    const state = given.state as { calls: number; inner: ReturnType<typeof adamw.init> };
    state.calls += 1;
    if (!returns(state.calls)) adamw.update({ ...given, state: state.inner });
  },
});

/** A second moment that the first gradient fills, and by which later ones are divided. */
const filling = coordinatewise(({ w, g, learningRate, memory, step }) => {
  const { v = 0 } = memory;
  memory.v = step === 1 ? g * g : 0.99 * v + 0.01 * g * g;
  return step === 1 ? w : w - (learningRate * g) / Math.sqrt(v);
});

/** Steps on the mean of two gradients. */
const gathering = coordinatewise(({ w, g, learningRate, memory, step }) => {
  memory.sum = (memory.sum ?? 0) + g;
  if (step % 2 === 1) return w;
  const mean = memory.sum / 2;
  memory.sum = 0;
  return w - learningRate * mean;
});

const read = (optimizer: Optimizer): string | undefined => lostGradient(optimizer, inferStart(optimizer))?.cause;
const verdictOf = async (optimizer: Optimizer): Promise<unknown[]> => {
  const { results } = await checkOptimizer(optimizer, { laws: ['first-step'], configurations: 10 });
  return [results[0].verdict, results[0].cause];
};

/** Momentum on gradients from a queue of so many, of which a call takes one. */
const queued = (
  waits: number,
  take: (queue: Float64Array[][]) => Float64Array[],
  contract?: Optimizer['contract'],
): Optimizer => ({
  name: 'queued',
  hyperparameters: { momentum: 0.9 },
  contract,
  init: ({ parameters }) => ({ queue: [], b: parameters.map(({ data }) => data.map(() => 0)) }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum } }) {
    const { queue, b } = state as { queue: Float64Array[][]; b: Float64Array[] };
    queue.push(gradients.map(({ data }) => data.slice() as Float64Array));
    if (queue.length <= waits) return;
    const g = take(queue);
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        b[i][j] = momentum * b[i][j] + g[i][j] + weightDecay * w[j];
        w[j] -= learningRate * b[i][j];
      }
    });
  },
});

const newest = (queue: Float64Array[][]): Float64Array[] => queue.pop()!;
const newestForOldest = (queue: Float64Array[][]): Float64Array[] => {
  queue.shift();
  return newest(queue.slice(queue.length - 1));
};

/** AdamW that begins after so many calls, which an option says. */
const waiting: Optimizer = {
  ...returning(() => false),
  hyperparameters: { ...adamw.hyperparameters, begins: 3 },
  update(given) {
    const state = given.state as { calls: number; inner: ReturnType<typeof adamw.init> };
    state.calls += 1;
    if (state.calls > given.hyperparameters.begins) adamw.update({ ...given, state: state.inner });
  },
};

describe('a gradient that changes nothing, then or later', () => {
  test('at the first call is that of a call that returns too early, or only makes the state', async () => {
    const early = returning((call) => call === 1);
    expect(read(early)).toBe('ambiguous');
    expect(await verdictOf(early)).toEqual(['undecided', 'ambiguous']);
  });

  test.each([2, 3, 5])('at each of the first %i calls is that of calls that wait, or are skipped', async (count) => {
    const late = returning((call) => call <= count);
    expect(read(late)).toBe('ambiguous');
    expect(await verdictOf(late)).toEqual(['undecided', 'ambiguous']);
  });

  test('at first calls that an option counts, or that are claimed to move nothing, is a matter of course', async () => {
    const claimed = { ...returning((call) => call <= 2), contract: { warmUp: 2 } };
    for (const optimizer of [waiting, claimed]) {
      expect(read(optimizer)).toBeUndefined();
      expect((await verdictOf(optimizer))[0]).toBe('holds');
    }
  });

  test.each([
    ['one, whose newest is taken', queued(1, newest)],
    ['one, whose oldest is thrown away', queued(1, newestForOldest)],
    ['two, whose newest is taken', queued(2, newest)],
    ['two, whose oldest is thrown away', queued(2, newestForOldest)],
    ['two, under a claim', queued(2, newest, { warmUp: 2 })],
  ])('and waits in a queue of %s, is refuted', async (_, optimizer) => {
    expect(await verdictOf(optimizer)).toEqual(['refuted', 'gradient-never-moves']);
  });

  test('is none that waits in a queue of which the oldest is taken', async () => {
    for (const waits of [1, 2]) expect((await verdictOf(queued(waits, (queue) => queue.shift()!)))[0]).toBe('holds');
  });

  test('at first calls that set a threshold shows where a gradient passes it', async () => {
    const calibrated: Optimizer = {
      name: 'calibrated',
      init: () => ({ calls: 0, most: 0 }),
      update({ parameters, gradients, state, learningRate, weightDecay }) {
        const own = state as { calls: number; most: number };
        const norm = Math.hypot(...gradients.flatMap(({ data }) => Array.from(data)));
        own.calls += 1;
        if (own.calls <= 4) {
          own.most = Math.max(own.most, 10 * norm);
          return;
        }
        const factor = norm > own.most ? own.most / norm : 1;
        parameters.forEach(({ data: w }, i) => {
          for (let j = 0; j < w.length; j++) w[j] -= learningRate * (factor * gradients[i].data[j] + weightDecay * w[j]);
        });
      },
    };
    expect(read(calibrated)).toBeUndefined();
    expect((await verdictOf(calibrated))[0]).not.toBe('refuted');
  });

  test('between two that move is thrown away', async () => {
    const dropping = returning((call) => call % 2 === 1);
    expect(read(dropping)).toBe('micro-batches-dropped');
    expect(await verdictOf(dropping)).toEqual(['refuted', 'micro-batches-dropped']);
  });

  test('is none that fills the state, or is gathered', async () => {
    for (const optimizer of [filling, gathering]) {
      expect(read(optimizer)).toBeUndefined();
      expect((await verdictOf(optimizer))[0]).not.toBe('refuted');
    }
  });

  test.each(optimizers)('is none of $name', (optimizer) => expect(read(optimizer)).toBeUndefined());
});

test('a mask that the first gradient chose is noted where the rule is known', () => {
  const masked: Optimizer = coordinatewise(({ w, g, learningRate, memory }) => {
    memory.isIn ??= g === 0 ? 0 : 1;
    memory.m = 0.9 * (memory.m ?? 0) + g;
    return memory.isIn === 0 ? w : w - learningRate * memory.m;
  });
  expect(inferProfile(masked).notes.map(({ cause }) => cause)).toContain('basis-fixed');
});
