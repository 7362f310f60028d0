import { describe, expect, test } from 'vitest';
import { warmsUp } from '../../src/inference/warms-up.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { heavyBall } from '../../src/optimizers/heavy-ball.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';
import { restarted, type Restarted } from './restarted.ts';

const rules = [heavyBall, adamw];
const every: Restarted = { every: 20, factorOf: (own) => Math.min(1, own / 4) };
const cosine = (own: number): number => (own < 4 ? own / 4 : 0.55 + 0.45 * Math.cos((Math.PI * (own - 4)) / 16));

test.each(optimizers)('$name begins with no warm-up', (optimizer) => {
  expect(warmsUp(optimizer, 0)).toBe(false);
});

test.each(rules)('$name with a warm-up begins with one, whatever follows it', (rule) => {
  for (const factorOf of [every.factorOf, cosine]) expect(warmsUp(restarted(rule, { every: 20, factorOf }), 0)).toBe(true);
});

const causesOf = async (optimizer: Optimizer): Promise<string[]> => {
  const { results } = await checkOptimizer(optimizer, { tier: 'exact', seed: 1, configurations: 20 });
  return results.flatMap(({ verdict, cause }) => (verdict === 'refuted' ? [cause!] : []));
};

describe('a restart', () => {
  test.each(rules)('with a warm-up is a design in $name', async (rule) => {
    expect(await causesOf(restarted(rule, every))).toEqual([]);
    expect(await causesOf(restarted(rule, { every: 20, factorOf: cosine }))).toEqual([]);
  });

  test.each(rules)('without one, or with one at the first start only, is a mistake in $name', async (rule) => {
    expect(await causesOf(restarted(rule, { every: 20, factorOf: () => 1 }))).toContain('buffer-cleared');
    const once = restarted(rule, { every: 20, factorOf: (_, step) => Math.min(1, step / 4) });
    expect(await causesOf(once)).toContain('buffer-cleared');
  });
});
