import { expect, test } from 'vitest';
import { equilibrium } from '../../src/falsification/conjectures/equilibrium.ts';
import { examination } from '../../src/falsification/examination.ts';
import type { Setting } from '../../src/falsification/setting.ts';
import { IslandMemory } from '../../src/falsification/island-memory.ts';
import { shrinkSetting, type ShrinkMemory } from '../../src/falsification/shrink-setting.ts';
import { spaceOf } from '../../src/falsification/space/space.ts';
import { synthetic } from './synthetic.ts';

const space = spaceOf(equilibrium.fields);
const { plain } = space;
const activationOf = ({ objective }: Setting): unknown => objective.activation;
const suspect = space.settled({
  ...plain,
  objective: { ...plain.objective, family: 'digits-mlp', activation: 'gelu', epsilon: 1 },
});

const reluAlone = synthetic((each) => (activationOf(each) === 'relu' ? 0 : 0.4));

/** What is left of a suspect in a world where every activation but ReLU fails. */
async function simplest(memory?: ShrinkMemory, exam = examination(reluAlone, 'x')): Promise<Setting> {
  return (await shrinkSetting(space, suspect, exam, memory)).at(-1)!;
}

test('nothing is left that does not count, and of choices the simplest', async () => {
  const left = await simplest();
  expect(activationOf(left)).toBe('leaky-relu');
  expect(space.ingredients(left).map(({ path }) => path)).toEqual(['objective.activation']);
});

test('what fails for a reason of its own is not made into what is known', async () => {
  const left = await simplest({ isKnown: (setting) => activationOf(setting) === 'leaky-relu' });
  expect(activationOf(left)).toBe('gelu');
  expect(space.ingredients(left).map(({ path }) => path)).toEqual(['objective.activation']);
});

test('what has held in one search is not tested again in the next one, and what has not is', async () => {
  // A small effect, which is worth a test and holds.
  const world = synthetic((each) => (activationOf(each) === 'gelu' ? 0.4 : 0.04));
  const tested = async (memory: IslandMemory): Promise<number> => {
    const before = world.asked.length;
    expect(activationOf(await simplest(memory, examination(world, 'x')))).toBe('gelu');
    return world.asked.slice(before).filter((phase) => !phase.endsWith('/look')).length;
  };
  const memory = new IslandMemory(space, []);
  const first = await tested(memory);
  expect(await tested(new IslandMemory(space, []))).toBe(first);
  const second = await tested(memory);
  // What is refuted on the way is tested each time.
  expect(second).toBeGreaterThan(0);
  expect(second).toBeLessThan(first);
});
