import { describe, expect, test } from 'vitest';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { checkLaw } from '../../src/suite/check-law.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';
import { documentRecord } from '../../src/records/document-record.ts';
import { planReplay, readRecipes } from '../../src/suite/replay.ts';
import { laws } from '../../src/laws/index.ts';
import { fakeLaw } from './fake-law.ts';
import { sgdModule, temporaryFolder } from './temporary-folder.ts';

const undecayed = {
  ...sgd,
  name: 'undecayed',
  contract: undefined,
  update: (a: Parameters<typeof sgd.update>[0]) => sgd.update({ ...a, weightDecay: 0 }),
};
const folder = temporaryFolder({
  // Its contract says that it decays, and it does not.
  'undecayed.mjs': sgdModule('undecayed', 'weightDecay = 0;').replace('init()', "contract: { weightDecay: 'coupled' }, init()"),
  'late-throw.mjs': sgdModule('late-throw', 'if (parameters[0].data instanceof Float32Array) throw new Error("float64 only");'),
});
const few = { laws: ['zero-gradient-decay', 'determinism'], configurations: 20 } as const;

describe('checkOptimizer', () => {
  test('holds for a correct object in memory', async () => {
    const document = await checkOptimizer(sgd, few);
    expect(document).toMatchObject({ verdict: 'holds', seed: 0, subject: { name: 'sgd' } });
    expect(document.subject).not.toHaveProperty('reference');
    expect(documentRecord.schema.safeParse(JSON.parse(JSON.stringify(document))).error).toBeUndefined();
  });

  test('refutes one that is wrong, with a token that names no subject', async () => {
    const document = await checkOptimizer(undecayed, { ...few, laws: ['live-hyperparameters', ...few.laws] });
    expect(document.verdict).toBe('refuted');
    const refuted = document.results.filter(({ verdict }) => verdict === 'refuted');
    expect(refuted.length).toBeGreaterThan(0);
    for (const result of refuted) {
      expect(result).toMatchObject({
        reproducible: true,
        replay: expect.stringMatching(/^ilr1\./),
        diagnosis: expect.any(String),
      });
      const recipes = await readRecipes(result.replay!, folder);
      expect(() => planReplay(recipes, laws)).toThrow(/an object in memory/);
      expect(planReplay(recipes, laws, './undecayed.mjs').subjects[0].reference).toBe('./undecayed.mjs');
    }
  });

  test('gives the same document for the same seed, on one worker and on three', async () => {
    const laws = ['determinism', 'first-step', 'scale-invariance', 'zero-gradient-decay'] as const;
    const options = { laws, configurations: 10, directory: folder, seed: 5 };
    const one = await checkOptimizer('undecayed.mjs', { ...options, workers: 1 });
    const three = await checkOptimizer('undecayed.mjs', { ...options, workers: 3 });
    expect(one.verdict).toBe('refuted');
    expect(three).toEqual(one);
    const other = await checkOptimizer('undecayed.mjs', { ...options, seed: 6 });
    expect(other.results).not.toEqual(one.results);
  });

  test('reports what crashes only under a law, with the law', async () => {
    const document = await checkOptimizer('late-throw.mjs', {
      laws: ['finiteness'],
      configurations: 50,
      directory: folder,
      workers: 1,
    });
    expect(document.errors).toMatchObject([
      { subject: 'late-throw', code: 'SUBJECT_THROWS', function: 'update', step: 1, laws: ['finiteness'] },
    ]);
    expect(document.errors[0].message).toContain('float64 only');
  });

  test('refutes what lies outside of the state and settles within the first steps', async () => {
    let calls = 0;
    const settling: Optimizer = {
      name: 'settling',
      init: () => ({}),
      update({ parameters, gradients, learningRate }) {
        const share = Math.min(1, ++calls / 40);
        parameters.forEach(({ data }, i) => gradients[i].data.forEach((g, j) => (data[j] -= share * learningRate * g)));
      },
    };
    const { results } = await checkOptimizer(settling, { laws: ['determinism'], configurations: 5 });
    expect(results).toMatchObject([{ verdict: 'refuted', cause: 'state-outside' }]);
  });

  test('takes laws of the user for an object in memory, and says why not for a reference', async () => {
    const own = fakeLaw('my-law', ({ subject }) => ({ verdict: subject.optimizer.name === 'sgd' ? 'refuted' : 'holds' }));
    expect(
      (await checkOptimizer(sgd, { laws: [own, 'determinism'], configurations: 5 })).results.map(({ law, verdict }) => [
        law,
        verdict,
      ]),
    ).toEqual([
      ['determinism', 'holds'],
      ['my-law', 'refuted'],
    ]);
    await expect(checkOptimizer('sgd', { laws: [own] })).rejects.toThrow(/the law "my-law" is an object/);
  });

  test('refuses what is no optimizer, no law or no objective', async () => {
    await expect(checkOptimizer({ name: 'x' } as never)).rejects.toThrow(/not an optimizer/);
    await expect(checkOptimizer(sgd, { laws: ['determinsm' as never] })).rejects.toThrow(/did you mean "determinism"/);
    await expect(checkOptimizer(sgd, { objectives: ['isotropic-nose'] })).rejects.toThrow(/did you mean "isotropic-noise"/);
  });
});

describe('checkLaw', () => {
  test('gives the verdict of one law, the same each time', async () => {
    const verdict = await checkLaw('zero-gradient-decay', sgd, { configurations: 20, seed: 3 });
    expect(verdict).toMatchObject({ law: 'zero-gradient-decay', verdict: 'holds', work: { configurations: 20 } });
    expect(await checkLaw('zero-gradient-decay', 'builtin:sgd', { configurations: 20, seed: 3 })).toEqual(verdict);
    expect((await checkLaw('live-hyperparameters', undecayed)).verdict).toBe('refuted');
  });

  test('refuses a law that claims nothing, with the reason', async () => {
    await expect(checkLaw('gradient-accumulation', sgd)).rejects.toThrow(/claims nothing of sgd on .*: .*micro-batches/);
  });

  test('lets through what the optimizer throws', async () => {
    const throwing = {
      ...sgd,
      update() {
        throw new Error('no');
      },
    };
    await expect(checkLaw('determinism', throwing)).rejects.toMatchObject({ code: 'SUBJECT_THROWS' });
  });
});
