import { describe, expect, test } from 'vitest';
import { inferDelay } from '../../src/inference/delayed-gradients.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { heavyBall } from '../../src/optimizers/heavy-ball.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';
import { delayed, stale } from './delayed.ts';

const checked = async (optimizer: Optimizer): Promise<{ refuted: (string | undefined)[]; notes: string[] }> => {
  const { results, subject } = await checkOptimizer(optimizer, { tier: 'exact', seed: 1, configurations: 20 });
  return {
    refuted: results.filter(({ verdict }) => verdict !== 'holds').map(({ cause }) => cause),
    notes: subject!.notes.map(({ cause }) => cause),
  };
};

describe('gradients that wait by design', () => {
  test.each([heavyBall, adamw])('as many calls as an option says: $name', async (rule) => {
    const optimizer = delayed(rule, ({ delay }) => delay, { delay: 2 });
    expect(inferDelay(optimizer, {})).toEqual({ calls: 2, option: 'delay' });
    expect(await checked(optimizer)).toEqual({ refuted: [], notes: ['gradients-delayed'] });
  });

  test.each([heavyBall, adamw])('with all of the update, and no option: $name', async (rule) => {
    const optimizer = delayed(rule, () => 1);
    expect(inferDelay(optimizer, {})).toEqual({ calls: 1 });
    expect(await checked({ ...optimizer, contract: { ...rule.contract, warmUp: 1 } })).toEqual({
      refuted: [],
      notes: ['gradients-delayed'],
    });
  });
});

describe('gradients that are late by a slip', () => {
  test.each([
    ['a call later than the option says', delayed(heavyBall, ({ delay }) => delay + 1, { delay: 2 })],
    ['from a reference that starts at zeros', stale(adamw, (g) => g.data.map(() => 0))],
    ['from a reference that starts at the first gradient', stale(adamw, (g) => g.data.slice())],
    ['from one of momentum', stale(heavyBall, (g) => g.data.slice())],
    [
      'where an option is none of the delay',
      delayed(
        stale(heavyBall, (g) => g.data.map(() => 0)),
        () => 0,
        { delay: 0 },
      ),
    ],
  ])('are refuted: %s', async (_, optimizer) => {
    expect((await checked(optimizer)).refuted).toContain('gradient-late');
  });

  test.each([
    ['no momentum', sgd, 1],
    ['momentum', heavyBall, 1],
    ['moments', adamw, 2],
  ])('are those of later calls where a queue keeps no copies, beside %s', async (_, rule, calls) => {
    const optimizer = delayed(rule, () => calls, {}, Array.from);
    expect(inferDelay(optimizer, {})).toBeUndefined();
    const { results } = await checkOptimizer(optimizer, { laws: ['determinism'], seed: 1, configurations: 20 });
    expect(results).toMatchObject([{ verdict: 'refuted', cause: 'buffer-aliases-gradient' }]);
  });

  test('are not cleared by a wait that is another one than claimed', async () => {
    const optimizer = delayed(heavyBall, () => 2);
    expect((await checked({ ...optimizer, contract: { ...heavyBall.contract, warmUp: 1 } })).refuted).toContain('gradient-late');
  });
});

test.each(optimizers)('there is no delay in $name', (optimizer) => {
  expect(inferDelay(optimizer, {})).toBeUndefined();
});
