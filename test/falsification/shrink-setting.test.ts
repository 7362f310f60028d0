import { expect, test } from 'vitest';
import { equilibrium } from '../../src/falsification/conjectures/equilibrium.ts';
import { examination } from '../../src/falsification/examination.ts';
import type { Setting } from '../../src/falsification/setting.ts';
import { shrinkSetting } from '../../src/falsification/shrink-setting.ts';
import { spaceOf } from '../../src/falsification/space/space.ts';
import { synthetic } from './synthetic.ts';

const space = spaceOf(equilibrium.fields);
const { plain } = space;
const activationOf = ({ objective }: Setting): unknown => objective.activation;
const suspect = space.settled({
  ...plain,
  objective: { ...plain.objective, family: 'digits-mlp', activation: 'gelu', epsilon: 1 },
});

/** What is left of a suspect in a world where every activation but ReLU fails. */
async function simplest(isKnown?: (setting: Setting) => boolean): Promise<Setting> {
  const evaluate = synthetic((each) => (activationOf(each) === 'relu' ? 0 : 0.4));
  return (await shrinkSetting(space, suspect, examination(evaluate, 'x'), isKnown)).at(-1)!;
}

test('nothing is left that does not count, and of choices the simplest', async () => {
  const left = await simplest();
  expect(activationOf(left)).toBe('leaky-relu');
  expect(space.ingredients(left).map(({ path }) => path)).toEqual(['objective.activation']);
});

test('what fails for a reason of its own is not made into what is known', async () => {
  const left = await simplest((setting) => activationOf(setting) === 'leaky-relu');
  expect(activationOf(left)).toBe('gelu');
  expect(space.ingredients(left).map(({ path }) => path)).toEqual(['objective.activation']);
});
