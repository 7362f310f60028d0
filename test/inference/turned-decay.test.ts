import { expect, test } from 'vitest';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

interface Turn {
  readonly place: number;
  readonly count: number;
  readonly step: number;
}

/** By what the rate of a tensor is multiplied at a step: 0 where it has no turn. */
type Factor = (turn: Turn) => number;

/** What λ does to a weight of a tensor that moves, and what it adds to its gradient. */
interface Decay {
  beside?(at: { readonly eta: number; readonly factor: number; readonly place: number; readonly w: number }): number;
  inside?(w: number): number;
}

/** AdamW of tensors in turns, with moments made anew at each, that claims decoupled decay. */
const adamInTurns = (factorOf: Factor, { beside = () => 0, inside = () => 0 }: Decay): Optimizer => ({
  name: 'adam-in-turns',
  hyperparameters: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8 },
  contract: { weightDecay: 'decoupled' },
  init: ({ parameters }) => parameters.map(({ data }) => ({ m: data.map(() => 0), v: data.map(() => 0), t: 0 })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon }, step }) {
    const kept = state as { m: Float64Array; v: Float64Array; t: number }[];
    parameters.forEach(({ data: w }, place) => {
      const own = kept[place];
      const factor = factorOf({ place, count: parameters.length, step });
      if (factor === 0) {
        Object.assign(own, { m: own.m.fill(0), v: own.v.fill(0), t: 0 });
        return;
      }
      const t = (own.t += 1);
      for (let j = 0; j < w.length; j++) {
        const g = gradients[place].data[j] + weightDecay * inside(w[j]);
        own.m[j] = beta1 * own.m[j] + (1 - beta1) * g;
        own.v[j] = beta2 * own.v[j] + (1 - beta2) * g * g;
        const shrunk = weightDecay * beside({ eta: learningRate, factor, place, w: w[j] });
        w[j] -=
          (factor * learningRate * own.m[j]) / (1 - beta1 ** t) / (Math.sqrt(own.v[j] / (1 - beta2 ** t)) + epsilon) + shrunk;
      }
    });
  },
});

/** Howard & Ruder 2018: one more layer every ten steps from the last one on, each slower than the one after it. */
const unfrozen: Factor = ({ place, count, step }) => {
  const depth = count - 1 - place;
  return step > 10 * depth ? 2.6 ** -depth : 0;
};
/** Luo et al. 2024: one block after the other, with a warm-up of three steps in each turn. */
const blocks: Factor = ({ place, count, step }) => {
  if (count === 1) return 1;
  return Math.floor((step - 1) / 8) % count === place ? Math.min(1, (1 + ((step - 1) % 8)) / 3) : 0;
};

const ownRate: Decay = { beside: ({ eta, factor, w }) => factor * eta * w };

const judged = async (optimizer: Optimizer): Promise<(string | undefined)[]> => {
  const { results } = await checkOptimizer(optimizer, { laws: ['zero-gradient-decay'], seed: 1, configurations: 10 });
  return results.flatMap(({ verdict, cause }) => [verdict, cause]);
};

test.each([
  ['layers unfrozen one by one, at rates of their own', unfrozen, ownRate],
  ['blocks with a warm-up in each turn', blocks, ownRate],
])('a claim of decay is undecided where tensors rest: %s', async (_, factor, decay) => {
  expect(await judged(adamInTurns(factor, decay))).toEqual(['undecided', 'ambiguous']);
});

test.each([
  ['is added to the gradient', unfrozen, { inside: (w: number) => w }],
  ['is added to the gradient of a block', blocks, { inside: (w: number) => w }],
  ['leaves out a tensor that moves', blocks, { beside: ({ eta, factor, place, w }) => (place === 1 ? 0 : factor * eta * w) }],
  ['makes a tensor grow that moves', unfrozen, { beside: ({ eta, place, w }) => (place === 0 ? -eta * w : eta * w) }],
  ['goes by signs', blocks, { beside: ({ eta, w }) => eta * Math.sign(w) }],
] as const satisfies readonly (readonly [string, Factor, Decay])[])(
  'a claim of decay is refuted where λ does something else to those that move: it %s',
  async (_, factor, decay) => {
    const [verdict, cause] = await judged(adamInTurns(factor, decay));
    expect(verdict).toBe('refuted');
    expect(cause).not.toBe('unexplained');
  },
);
