import { expect, test } from 'vitest';
import { equilibrium } from '../../src/falsification/conjectures/equilibrium.ts';
import { essentialOf } from '../../src/falsification/counterexample.ts';
import { examination } from '../../src/falsification/examination.ts';
import { IslandMemory } from '../../src/falsification/island-memory.ts';
import { pursue } from '../../src/falsification/pursue.ts';
import { withValue } from '../../src/falsification/space/field.ts';
import { spaceOf } from '../../src/falsification/space/space.ts';
import { synthetic } from './synthetic.ts';

const space = spaceOf(equilibrium.fields);
const digits = space.settled(withValue(space.plain, 'objective.family', 'digits-mlp'));
const trained = space.settled(withValue(digits, 'objective.gain', 'trained'));
const suspect = space.settled(withValue(trained, 'objective.activation', 'gelu'));

/** What is essential to what comes of the suspect, in a world where a trained gain fails. */
async function essential(memory: IslandMemory): Promise<readonly string[]> {
  const world = synthetic(({ objective }) => (objective.gain === 'trained' ? 0.4 : 0));
  const end = await pursue(
    {
      conjecture: equilibrium,
      space,
      fixed: {},
      exam: examination(world, 'x'),
      alpha: 1e-6,
      streams: { seed: 1, phase: 'x' },
      version: '0',
      references: {},
      tell: () => undefined,
      memory,
    },
    suspect,
  );
  if (end.kind !== 'certified') throw new Error(end.reason);
  return essentialOf(end.counterexample).map(({ path }) => path);
}

test('a setting that has shown nothing by bad luck is not tried while a find is made simpler, and hides nothing of it', async () => {
  const memory = new IslandMemory(space, []);
  expect(await essential(memory)).toEqual(['objective.gain']);

  const unlucky = new IslandMemory(space, []);
  unlucky.keep(trained);
  expect(await essential(unlucky)).toEqual(['objective.gain']);
});

test('what an island has looked at before and nothing was seen of is known to be nothing', () => {
  const memory = new IslandMemory(space, []);
  memory.remember([
    { setting: trained, score: 0.1 },
    { setting: suspect, score: 0.5 },
  ]);
  expect([trained, suspect].map((setting) => memory.isKnown(setting))).toEqual([true, false]);
});
