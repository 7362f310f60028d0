import { expect, test } from 'vitest';
import { waitingPlace } from '../../src/inference/waiting-place.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

interface Waiting {
  /** Whether vectors are left out of the decay. */
  readonly spares?: boolean;
  /** Whether the last tensor is, which moves. */
  readonly forgets?: boolean;
  /** Whether it is decayed while it waits. */
  readonly shrinks?: boolean;
  /** Whether the option says for how long. */
  readonly isAsked?: boolean;
  /** Of so many steps it waits again at the first ones. */
  readonly again?: number;
  /** Whether steps are larger at first, counted from when it moves. */
  readonly warms?: boolean;
}

/** AdamW beside signs, whose last tensor waits for the first steps. */
const waiting = ({
  spares = false,
  forgets = false,
  shrinks = false,
  isAsked = true,
  again = Infinity,
  warms = false,
}: Waiting): Optimizer => ({
  name: 'waiting',
  hyperparameters: { freeze: 6, beta: 0.9 },
  init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
  update({ parameters, gradients, state, learningRate, weightDecay, step, hyperparameters: { freeze, beta } }) {
    parameters.forEach(({ data: w, shape }, i) => {
      const isLast = i === parameters.length - 1;
      const waits = isLast && (step - 1) % again < (isAsked ? freeze : 6);
      const m = (state as Float64Array[])[i];
      const share = (spares && shape.length < 2) || (forgets && isLast) || (waits && !shrinks) ? 0 : learningRate * weightDecay;
      for (let j = 0; j < w.length; j++) {
        w[j] *= 1 - share;
        if (waits) continue;
        m[j] = beta * m[j] + gradients[i].data[j];
        w[j] -= learningRate * Math.sign(m[j]) * (warms ? 1 + 1 / (step - (isLast ? freeze : 0)) : 1);
      }
    });
  },
});

const causesOf = async (optimizer: Optimizer): Promise<string[]> => {
  const { results } = await checkOptimizer(optimizer, { tier: 'exact', seed: 1, configurations: 25 });
  return results.flatMap(({ verdict, cause = '' }) => (verdict === 'refuted' ? [cause] : []));
};

test.each<[string, Waiting]>([
  ['all decayed', {}],
  ['vectors left out of the decay', { spares: true }],
])('a last tensor waits for as many steps as an option says, %s', async (_, given) => {
  expect(waitingPlace(waiting(given), 0)).toBe('freeze');
  expect(await causesOf(waiting(given))).toEqual([]);
});

test.each<[string, Waiting, string]>([
  ['is not decayed when it moves', { forgets: true }, 'decay-skips-tensor'],
  ['is not decayed when it moves, as vectors are not', { forgets: true, spares: true }, 'decay-skips-tensor'],
  ['is decayed while it waits, and begins anew then', { shrinks: true, warms: true }, 'decay-at-rest'],
  ['waits again', { again: 70 }, 'tensors-influence-each-other'],
  ['waits as no option says', { isAsked: false }, 'tensors-influence-each-other'],
])('and is refuted where it %s', async (_, given, cause) => {
  expect(await causesOf(waiting(given))).toContain(cause);
});

test('one that is decayed while it waits, as by a gradient of zero, is undecided', async () => {
  const { results } = await checkOptimizer(waiting({ shrinks: true }), { tier: 'exact', seed: 1, configurations: 25 });
  expect(results.filter(({ verdict }) => verdict === 'refuted')).toEqual([]);
  expect(results).toContainEqual(
    expect.objectContaining({ law: 'partition-invariance', verdict: 'undecided', cause: 'ambiguous' }),
  );
});

test.each(optimizers)('none of $name waits', (optimizer) => expect(waitingPlace(optimizer, 0)).toBeUndefined());
