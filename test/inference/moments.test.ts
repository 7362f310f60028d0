import { expect, test } from 'vitest';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import { inferMoments, quickMomentsOf } from '../../src/inference/moments.ts';
import { adafactor } from '../../src/optimizers/adafactor.ts';
import { adam } from '../../src/optimizers/adam.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { heavyBall } from '../../src/optimizers/heavy-ball.ts';
import { lion } from '../../src/optimizers/lion.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { coordinatewise } from './rules.ts';

test('coefficients of moments and what they keep are part of the profile', () => {
  const { moments } = inferProfile(adamw);
  expect(moments).toEqual({ coefficients: ['beta1', 'beta2'], remembered: expect.any(Number) as number });
  expect(moments!.remembered).toBeLessThan(1e-3);
  expect(inferProfile(adafactor).moments!.remembered).toBeGreaterThan(0.01);
  expect(inferProfile(lion).moments!.coefficients).toEqual(['beta1', 'beta2']);
});

test('a memory that no coefficient tells of is part of the profile, in steps', () => {
  const signs = (overrides: Partial<Optimizer>): Optimizer =>
    coordinatewise(({ w, g, learningRate, weightDecay, hyperparameters, memory }) => {
      const fresh = hyperparameters.fresh ?? 1 / 16;
      memory.m = (1 - fresh) * (memory.m ?? 0) + fresh * g;
      return w * (1 - learningRate * weightDecay) - learningRate * Math.sign(memory.m);
    }, overrides);
  for (const unsaid of [signs({}), signs({ hyperparameters: { fresh: 1 / 16 } })]) {
    const { longer } = inferProfile(unsaid).moments!;
    expect(longer).toBeGreaterThan(14);
    expect(longer).toBeLessThan(40);
    expect(quickMomentsOf(unsaid, [], undefined, longer).time).toBe(6 * longer!);
  }
  expect(inferProfile(signs({ hyperparameters: { fresh: 1 } })).moments!.longer).toBeUndefined();
});

test('what is never forgotten is not waited for', () => {
  const keepsFirst = coordinatewise(({ w, g, learningRate, weightDecay, memory }) => {
    memory.first ??= g;
    return w * (1 - learningRate * weightDecay) - learningRate * (Math.sign(g) + Math.sign(memory.first) / 2);
  });
  const settling = { ...inferProfile(lion), core: undefined, weightDecay: { value: 'decoupled', from: 'contract' } } as const;
  expect(inferMoments(keepsFirst, settling)).toMatchObject({ longer: Infinity, remembered: expect.any(Number) as number });
});

test('a kernel tells all of linear rules, and without decay that is known only coefficients are asked for', () => {
  expect(inferProfile(heavyBall).moments).toBeUndefined();
  expect(inferProfile(adam).moments).toEqual({ coefficients: ['beta1', 'beta2'] });
});

test('steps that fail with quick moments leave a profile without what they remember', () => {
  const refusing: Optimizer = {
    ...adamw,
    update(context) {
      if (context.hyperparameters.beta2 === 0.95) throw new RangeError('no such moment');
      adamw.update(context);
    },
  };
  expect(inferProfile(refusing).moments).toEqual({ coefficients: ['beta1', 'beta2'] });
});

test('slow moments are made quick, and the time in which all forget is that of the slowest', () => {
  const quick = quickMomentsOf(adamw, ['beta1', 'beta2']);
  expect(quick.changed).toEqual({ beta2: 0.95 });
  expect(quick.hyperparameters).toMatchObject({ beta1: 0.9, beta2: 0.95 });
  expect(quick.time).toBeCloseTo(120, 9);
  expect(quickMomentsOf(adamw, ['beta1', 'beta2'], 0.99).changed).toEqual({ beta2: 0.99 });
  expect(quickMomentsOf(adamw, [])).toEqual({ changed: {}, hyperparameters: adamw.hyperparameters, time: 0 });
});
