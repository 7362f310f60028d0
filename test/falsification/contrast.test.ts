import { expect, test } from 'vitest';
import { equilibrium } from '../../src/falsification/conjectures/equilibrium.ts';
import { rotation } from '../../src/falsification/conjectures/rotation.ts';
import { contrast } from '../../src/falsification/contrast.ts';
import { examination } from '../../src/falsification/examination.ts';
import type { History, Setting } from '../../src/falsification/setting.ts';
import { spaceOf } from '../../src/falsification/space/space.ts';
import { synthetic } from './synthetic.ts';

const space = spaceOf(equilibrium.fields);
const network = { ...space.plain, objective: { ...space.plain.objective, family: 'digits-mlp' } };
const phases = [{ duration: 5, learningRate: 16, weightDecay: 1 }];

/** What is found of a world in which the runs of a setting differ by 0.4 where this is so. */
async function contrasts(setting: Setting, differ: (setting: Setting) => boolean): Promise<readonly [string, boolean][]> {
  const evaluate = synthetic((each) => (differ(each) ? 0.4 : 0));
  const found = await contrast(space, setting, 'loss', examination(evaluate, 'x'), 'certify/1');
  return found.map(({ what, essential }) => [what, essential] as const) as [string, boolean][];
}
const unlike =
  (what: keyof History) =>
  ({ first, second }: Setting): boolean =>
    JSON.stringify(first[what]) !== JSON.stringify(second[what]);

test.each(['learningRate', 'norm', 'start', 'phases'] as const)('%s counts where runs differ by it alone', async (what) => {
  const setting = { ...network, first: { ...network.first, phases } };
  const found = await contrasts(setting, unlike(what));
  expect(found).toHaveLength(4);
  expect(found.filter(([, essential]) => essential)).toEqual([[what, true]]);
});

test('two things count where it takes both, and none where either is enough', async () => {
  const both = await contrasts(network, (setting) => unlike('norm')(setting) && unlike('start')(setting));
  expect(both).toEqual([
    ['learningRate', false],
    ['norm', true],
    ['start', true],
  ]);
  const either = await contrasts(network, (setting) => unlike('norm')(setting) || unlike('start')(setting));
  expect(either.filter(([, essential]) => essential)).toEqual([]);
});

test('runs that each start from one direction have different ones', async () => {
  const { first, second } = network;
  const setting = { ...network, first: { ...first, start: 'common' }, second: { ...second, start: 'common' } } as const;
  const found = await contrasts(setting, (each) => each.second.start === 'common');
  expect(found.find(([what]) => what === 'start')).toEqual(['start', true]);
});

test('what is the same, or is no part of a conjecture, is not asked', async () => {
  const { first } = network;
  expect(await contrasts({ ...network, second: first }, () => true)).toEqual([]);
  const alone = spaceOf(rotation.fields);
  const found = await contrast(
    alone,
    alone.plain,
    'loss',
    examination(
      synthetic(() => 0.4),
      'x',
    ),
    'certify/1',
  );
  expect(found.filter(({ what }) => !alone.fields.some(({ path }) => path === `second.${what}`))).toEqual([]);
});
