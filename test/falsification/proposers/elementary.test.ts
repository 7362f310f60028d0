import { expect, test } from 'vitest';
import { equilibrium } from '../../../src/falsification/conjectures/equilibrium.ts';
import { dice } from '../../../src/falsification/dice.ts';
import { IslandMemory } from '../../../src/falsification/island-memory.ts';
import { elementary } from '../../../src/falsification/proposers/elementary.ts';
import type { Setting } from '../../../src/falsification/setting.ts';
import { runCost } from '../../../src/falsification/step-cost.ts';
import { spaceOf } from '../../../src/falsification/space/space.ts';

const space = spaceOf(equilibrium.fields);

/** Everything that is proposed until there is nothing more. */
function proposed(): Setting[] {
  const past = new IslandMemory(space, []);
  const list: Setting[] = [];
  for (;;) {
    const setting = elementary.propose(past, dice(0));
    if (setting === undefined) return list;
    list.push(setting);
    past.mark(setting);
  }
}
const list = proposed();

test('goes once through the ends of every field by itself, whatever the dice say', () => {
  for (const { path, extremes } of space.fields.filter((field) => field.matters(space.plain))) {
    const alone = list.filter((setting) => space.ingredients(setting).every((ingredient) => ingredient.path === path));
    if (extremes.length > 0) expect(alone.length, path).toBeGreaterThan(0);
    expect(alone.length, path).toBeLessThanOrEqual(extremes.length);
  }
  expect(new Set(list.map((setting) => JSON.stringify(setting))).size).toBe(list.length);
  expect(list.every((setting) => setting === space.settled(setting))).toBe(true);
});

test('takes two fields only where one means something since the other', () => {
  const pairs = list.map((setting) => space.ingredients(setting)).filter(({ length }) => length > 1);
  expect(pairs.length).toBeGreaterThan(10);
  for (const ingredients of pairs) {
    expect(ingredients).toHaveLength(2);
    const [silent] = ingredients.filter(({ path }) => !space.field(path).matters(space.plain));
    expect(silent).toBeDefined();
  }
});

test('begins with what is cheap', () => {
  const costs = list.map((setting) => runCost(setting));
  expect(costs).toEqual(costs.toSorted((a, b) => a - b));
});
