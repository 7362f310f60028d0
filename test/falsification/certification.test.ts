import { describe, expect, test } from 'vitest';
import { certifySimplest } from '../../src/falsification/certification.ts';
import { equilibrium } from '../../src/falsification/conjectures/equilibrium.ts';
import { examination } from '../../src/falsification/examination.ts';
import type { Setting } from '../../src/falsification/setting.ts';
import { spaceOf } from '../../src/falsification/space/space.ts';
import type { Evaluate } from '../../src/falsification/task.ts';
import { synthetic } from './synthetic.ts';

const space = spaceOf(equilibrium.fields);
const { plain } = space;
const simple = { ...plain, objective: { ...plain.objective, epsilon: 1 } };
const rich = { ...simple, horizon: 10, rate: 0.2, second: { ...simple.second, norm: 16 } };

/** A world in which a certification sees another difference than what shrinks. */
const world = (seen: (setting: Setting) => number, certified: (setting: Setting) => number): Evaluate => {
  const [short, long] = [synthetic(seen), synthetic(certified)];
  return (task) => (task.kind === 'decide' && task.certify ? long(task) : short(task));
};
const paths = (setting: Setting): string[] => space.ingredients(setting).map(({ path }) => path);

describe('what is certified is as simple as can be certified', () => {
  const isThere = ({ objective }: Setting): number => (objective.epsilon > 0 ? 0.4 : 0);

  test('also where the simplest was not, and what came before it has much that is not essential', async () => {
    // The end of the chain is not certified: the plain setting shows something to short windows only.
    const exam = examination(
      world((setting) => isThere(setting) || 0.4, isThere),
      'x',
    );
    const end = await certifySimplest(space, [rich, plain], exam, 1e-6);
    expect('chain' in end && paths(end.chain.at(-1)!)).toEqual(['objective.epsilon']);
  });

  test('one after the other, where either of two is enough', async () => {
    const either = ({ objective, horizon }: Setting): number => (objective.epsilon > 0 || horizon < 20 ? 0.4 : 0);
    const end = await certifySimplest(space, [rich], examination(world(either, either), 'x'), 1e-6);
    expect('chain' in end && paths(end.chain.at(-1)!)).toHaveLength(1);
  });

  test('and all certifications together keep to their level', async () => {
    const levels: number[] = [];
    const inner = world(isThere, isThere);
    const evaluate: Evaluate = (task) => {
      if (task.kind === 'decide' && task.certify) levels.push(task.alpha);
      return inner(task);
    };
    await certifySimplest(space, [rich], examination(evaluate, 'x'), 1e-6);
    expect(levels.length).toBeGreaterThan(1);
    expect(levels.reduce((sum, level) => sum + level, 0)).toBeLessThanOrEqual(1e-6);
  });

  test('or a reason', async () => {
    const end = await certifySimplest(
      space,
      [rich, simple],
      examination(
        world(isThere, () => 0),
        'x',
      ),
      1e-6,
    );
    expect(end).toMatchObject({ reason: expect.any(String) });
  });
});
