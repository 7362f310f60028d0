import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { OptimizerRun } from '../../src/dynamics/optimizer-run.ts';
import { compareRules, type Likeness } from '../../src/likeness/compare-rules.ts';
import { loadSubject } from '../../src/subjects/load-subject.ts';
import { closeChildren } from '../../src/subjects/process/child-optimizer.ts';
import { nightly } from '../size.ts';
import { canRun, isInstalled } from '../subjects/process/python-libraries.ts';

/** Libraries that CI does not install. */
const isHere = (name: string): boolean => process.env.CI !== 'true' && isInstalled(name);

afterAll(closeChildren);

async function compare(subject: string, other: string): Promise<Likeness> {
  const reference = await loadSubject(other);
  return compareRules(await loadSubject(subject), reference);
}

describe.runIf(canRun('torch'))('PyTorch', () => {
  test('computes AdamW as this package does, up to rounding', async () => {
    expect(await compare('builtin:adamw', 'torch:AdamW')).toMatchObject({ state: 'rounding', differences: [] });
  });

  test('decays otherwise in Adam', async () => {
    const { state, differences } = await compare('torch:Adam', 'torch:AdamW');
    expect(state).toBe('different');
    expect(differences[0].aspect).toBe('decay');
  });

  const paths = [
    'Adadelta',
    'Adagrad',
    'Adam',
    'Adamax',
    'AdamW',
    'ASGD',
    'NAdam',
    'RAdam',
    'RMSprop',
    'Rprop',
    'SGD?momentum=0.9',
  ];
  test.runIf(nightly).each(paths)('%s is the same rule by foreach and one by one', async (name) => {
    const query = name.includes('?') ? '&' : '?';
    const { state } = await compare(`torch:${name}${query}foreach=true`, `torch:${name}${query}foreach=false`);
    expect(state).not.toBe('different');
  });
});

describe.runIf(canRun('torch') && canRun('jax', 'optax'))('optax', () => {
  test('computes AdamW as PyTorch does', async () => {
    expect((await compare('optax:adamw', 'torch:AdamW')).state).not.toBe('different');
  });
});

describe.runIf(isHere('keras'))('Keras', () => {
  test('computes AdamW as this package does, but for the place of epsilon', async () => {
    const { differences } = await compare('builtin:adamw', 'keras:AdamW');
    expect(differences.map(({ aspect }) => aspect)).toEqual(expect.arrayContaining(['small-gradients']));
    expect(differences[0].aspect).toBe('small-gradients');
  });

  test('names what it does not have', async () => {
    await expect(loadSubject('keras:AdanW')).rejects.toMatchObject({ code: 'UNKNOWN_OPTIMIZER' });
    await expect(loadSubject('keras:AdamW?beta=1')).rejects.toMatchObject({ code: 'UNKNOWN_HYPERPARAMETER' });
  });
});

describe.runIf(isHere('tinygrad'))('tinygrad', () => {
  test('gives each step a gradient of its own, and each copy its own memory', async () => {
    const fixture = fileURLToPath(new URL('../../fixtures/python/tinygrad_last_gradient.py', import.meta.url));
    const run = new OptimizerRun(await loadSubject(`${fixture}:LastGradient`), [{ data: Float64Array.of(1, 2), shape: [2] }]);
    const step = (of: OptimizerRun, g: number, rate: number): readonly number[] => {
      of.step([{ data: Float64Array.of(g, -g), shape: [2] }], rate, 0);
      return [...of.parameters[0].data];
    };
    expect(step(run, 1, 0.5)).toEqual([0.5, 2.5]);
    const twin = run.fork();
    expect(step(run, 3, 0.25)).toEqual([0, 3]);
    expect(step(twin, -1, 0.25)).toEqual([0.5, 2.5]);
    expect(step(run, 1, 0.5)).toEqual([-1, 4]);
  });

  test('says in its notes that it takes its time', async () => {
    expect((await loadSubject('tinygrad:SGD')).notes).toContainEqual(expect.stringContaining('--configurations'));
  });

  test('runs in its own arithmetic', async () => {
    const sgd = await loadSubject('tinygrad:SGD');
    const { asked, differences } = compareRules(sgd, await loadSubject('builtin:sgd'));
    expect(asked.length).toBeGreaterThan(8);
    // Its learning rate has the shape [1], which a number (shape []) does not take.
    expect(differences.filter(({ aspect }) => !/shapes/.test(aspect))).toEqual([]);
  });
});
