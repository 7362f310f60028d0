import { describe, expect, test } from 'vitest';
import { laws } from '../../src/laws/index.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';
import { planReplay, readRecipes } from '../../src/suite/replay.ts';
import { encodeReplayToken, type ReplayRecipe } from '../../src/suite/replay-token.ts';
import { runSuite } from '../../src/suite/run-suite.ts';
import { createSubjectPool } from '../../src/suite/subject-pool.ts';
import { sgdModule, temporaryFolder } from './temporary-folder.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const recipe: ReplayRecipe = {
  version: '0.1.0',
  subject: 'a.mjs',
  law: 'determinism',
  objective: 'isotropic-noise',
  seed: 4,
  alpha: 1e-5,
  configurations: 7,
  replicaLimit: 8,
  counterexample: { learningRate: 1, weightDecay: 0.5, initScale: 2 },
};
const token = encodeReplayToken(recipe);
const folder = temporaryFolder({
  'token.txt': `${token}\n`,
  'other.json': '{"schemaVersion": 2}',
  'broken.json': '{"schemaVersion": ',
  'decay.mjs': sgdModule('decay', 'weightDecay *= learningRate;').replace(
    'init()',
    "contract: { weightDecay: 'coupled' }, init()",
  ),
});

describe('what is to be replayed', () => {
  test('may be a token, a file with a token, or a document', async () => {
    expect(await readRecipes(token, folder)).toEqual([recipe]);
    expect(await readRecipes('token.txt', folder)).toEqual([recipe]);
  });

  test('is refused when it is none of these, with the reason', async () => {
    await expect(readRecipes('nothing.json', folder)).rejects.toThrow(/neither a replay token nor a file/);
    await expect(readRecipes('broken.json', folder)).rejects.toThrow(/broken\.json is neither a replay token nor JSON/);
    await expect(readRecipes('other.json', folder)).rejects.toThrow(/not a document of intrinsic-lr[^]*schemaVersion/);
  });

  test('becomes a run with a subject for each reference, under the settings of each counterexample', () => {
    const second = { ...recipe, subject: 'b.mjs', seed: 9 };
    const plan = planReplay([recipe, second, { ...recipe, law: 'finiteness' }], laws);
    expect(
      plan.subjects.map(({ reference, replays }) => [reference, replays!.map(({ law, settings }) => [law, settings.seed])]),
    ).toEqual([
      [
        'a.mjs',
        [
          ['determinism', 4],
          ['finiteness', 4],
        ],
      ],
      ['b.mjs', [['determinism', 9]]],
    ]);
    expect(() => planReplay([{ ...recipe, law: 'no-more' as never }], laws)).toThrow(
      /"no-more", which this version does not have/,
    );
  });
});

test('every refuted result of a document is refuted again with the same numbers', async () => {
  const found = await checkOptimizer('decay.mjs', {
    laws: ['radial-identity', 'zero-gradient-decay'],
    configurations: 30,
    directory: folder,
    seed: 11,
  });
  const refuted = found.results.filter(({ verdict }) => verdict === 'refuted');
  expect(refuted).toHaveLength(2);
  writeFileSync(join(folder, 'found.json'), JSON.stringify(found));

  const plan = planReplay(await readRecipes('found.json', folder), laws);
  const pool = createSubjectPool(['decay.mjs'], { workers: 1, timeLimit: 30, directory: folder });
  const again = await runSuite(plan, pool).finally(() => pool.close());
  expect(again).toMatchObject({ kind: 'replay', verdict: 'refuted', seed: 11, errors: [], skipped: [] });
  const numbers = (results: typeof refuted): unknown[] =>
    results.map(({ law, effect, interval, tolerance, counterexample, diagnosis }) => ({
      law,
      effect,
      interval,
      tolerance,
      counterexample,
      diagnosis,
    }));
  expect(numbers([...again.results])).toEqual(numbers(refuted));
  again.results.forEach(({ effect }, i) => expect(Object.is(effect, refuted[i].effect)).toBe(true));
  expect(again.results.map(({ replay }) => replay)).toEqual(refuted.map(({ replay }) => replay));
});
