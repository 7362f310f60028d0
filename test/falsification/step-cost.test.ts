import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { objective } from '../../src/objectives/reference.ts';
import { equilibrium } from '../../src/falsification/conjectures/equilibrium.ts';
import { spaceOf } from '../../src/falsification/space/space.ts';
import { afforded, replicasFor, runCost, stepCost } from '../../src/falsification/step-cost.ts';
import type { Setting } from '../../src/falsification/setting.ts';

const space = spaceOf(equilibrium.fields);
const having = (change: Partial<Setting['objective']>): Setting =>
  space.settled({ ...space.plain, objective: { ...space.plain.objective, ...change } });

describe('the cost of a step', () => {
  test('is 1 in the plain setting, and grows with what is computed', () => {
    expect(stepCost(space.plain)).toBeCloseTo(1, 1);
    expect(stepCost(having({ batch: 0 }))).toBeGreaterThan(6);
    expect(stepCost(having({ batch: 0, rows: 512 }))).toBeGreaterThan(3 * stepCost(having({ batch: 0 })));
    expect(stepCost(having({ depth: 12, width: 32 }))).toBeGreaterThan(20);
    expect(stepCost(having({ family: 'two-basins' }))).toBeLessThan(0.2);
  });

  test('is that of the objective where one is fixed, whatever the setting says', () => {
    const costOf = (reference: string): number => stepCost(space.plain, { objective: objective(reference) });
    const plain = 'digits-mlp?widths=8&batch=16';
    expect(costOf(plain)).toBe(stepCost(space.plain));
    expect(stepCost(having({ batch: 0 }), { objective: objective(plain) })).toBe(costOf(plain));
    expect(costOf('digits-mlp?widths=32,32&batch=64')).toBeGreaterThan(15);
    expect(costOf('isotropic-noise?dimension=8')).toBeLessThan(0.2);
    // Nine weights a channel at each of 64 places, in 32 rows.
    expect(costOf('convnet?channels=4,8')).toBeGreaterThan(10);
    expect(costOf('convnet?channels=4,8&batch=64')).toBeGreaterThan(1.9 * costOf('convnet?channels=4,8'));
  });

  test('is that of a run where it is multiplied by its steps, which slow moments and earlier phases make more', () => {
    const { plain } = space;
    const [cost, { optimizer, first }] = [runCost(plain), plain];
    expect(cost).toBeCloseTo(plain.horizon / plain.rate, 0);
    expect(runCost({ ...plain, horizon: plain.horizon / 4 })).toBe(cost / 4);
    expect(runCost({ ...plain, optimizer: { ...optimizer, memory: 0.99 } })).toBeGreaterThan(4 * cost);
    const phases = [{ duration: plain.horizon, learningRate: 1, weightDecay: 1 }];
    expect(runCost({ ...plain, first: { ...first, phases } })).toBe(2 * cost);
  });

  test('is brought below any limit that the plain setting keeps, by sizes alone', () => {
    fc.assert(
      fc.property(space.arbitrary, fc.double({ min: 1, max: 64, noNaN: true }), (setting, limit) => {
        const cheap = afforded(space, setting, limit);
        expect(stepCost(cheap)).toBeLessThanOrEqual(Math.max(limit, 1.1));
        const sizes = /^objective\.(width|depth|rows|batch|dimension|sampling)$/;
        const changed = space.fields.filter(({ path }) => {
          const [part, name] = path.split('.') as ['objective', 'width'];
          return JSON.stringify(setting[part]?.[name]) !== JSON.stringify(cheap[part]?.[name]);
        });
        for (const { path } of changed) expect(path).toMatch(sizes);
        if (stepCost(setting) <= limit) expect(cheap).toBe(setting);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test('buys more replicas where it is low, up to eight times as many, and never fewer', () => {
    expect(replicasFor(space.plain, 128)).toBe(128);
    expect(replicasFor(having({ batch: 0 }), 128)).toBe(128);
    expect(replicasFor(having({ family: 'two-basins' }), 128)).toBe(1024);
    expect(replicasFor(having({ width: 4 }), 2) % 2).toBe(0);
  });
});
