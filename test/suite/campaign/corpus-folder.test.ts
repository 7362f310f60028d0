import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { equilibrium } from '../../../src/falsification/conjectures/equilibrium.ts';
import type { Counterexample } from '../../../src/falsification/counterexample.ts';
import { spaceOf } from '../../../src/falsification/space/space.ts';
import { keep, readCorpus } from '../../../src/suite/campaign/corpus-folder.ts';
import { replayKept } from '../../../src/suite/campaign/replay-kept.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const space = spaceOf(equilibrium.fields);
const effect = { metric: 'loss', mean: 0.4, error: 0.01, tolerance: 0.03 };
const example = (epsilon: number): Counterexample => ({
  conjecture: 'equilibrium',
  slug: 'objective-epsilon',
  status: 'expected',
  setting: { ...space.plain, objective: { ...space.plain.objective, epsilon } },
  breaches: ['the normaliser has a scale'],
  sentence: 'It fails.',
  quantities: [],
  effect: { metric: 'loss', mean: 0.4, interval: [0.3, 0.5], tolerance: 0.03, replicas: 8 },
  persistence: { kind: 'lasting', points: [{ horizon: 20, effect }] },
  ablation: [{ ingredient: { path: 'objective.epsilon', value: epsilon }, effect: null, essential: true }],
  doses: [],
  chain: [[]],
  streams: { seed: 1, phase: 'x' },
  alpha: 1e-6,
  version: '0',
  fixed: {},
});

test('what is kept is read again; the same twice is kept once; another takes another name', async () => {
  const folder = temporaryFolder();
  const kept = [example(1)];
  expect(keep(folder, example(1), [])).toBe(join(folder, 'equilibrium/objective-epsilon.json'));
  expect(keep(folder, example(1), kept)).toBeUndefined();
  expect(keep(folder, example(0.5), kept)).toBe(join(folder, 'equilibrium/objective-epsilon_2.json'));
  const { counterexamples, problems } = await readCorpus(folder, 'equilibrium');
  expect(problems).toEqual([]);
  expect(counterexamples).toEqual([example(1), { ...example(0.5), slug: 'objective-epsilon_2' }]);
});

test('people may change the status, and nothing else', async () => {
  const folder = temporaryFolder();
  const path = keep(folder, example(1), [])!;
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('"status": "expected"', '"status": "explained"'));
  expect((await readCorpus(folder, 'equilibrium')).counterexamples).toEqual([{ ...example(1), status: 'explained' }]);
  writeFileSync(path, text.replace('"mean": 0.4', '"mean": 0.5'));
  expect(await readCorpus(folder, 'equilibrium')).toEqual({
    counterexamples: [],
    problems: [expect.stringContaining('its digest')],
  });
});

test.each([
  ['cut off', (text: string) => text.slice(0, 200)],
  ['empty', () => ''],
  ['of another kind', () => '{"kind":"poem"}'],
  ['of a later form', (text: string) => text.replace('"schemaVersion": 1', '"schemaVersion": 9')],
])('a file that is %s is named, skipped and left where it is', async (_, damage) => {
  const folder = temporaryFolder();
  const good = keep(folder, example(1), [])!;
  const bad = join(folder, 'equilibrium/bad.json');
  mkdirSync(join(folder, 'equilibrium'), { recursive: true });
  writeFileSync(bad, damage(readFileSync(good, 'utf8')));
  const { counterexamples, problems } = await readCorpus(folder, 'equilibrium');
  expect(counterexamples).toHaveLength(1);
  expect(problems).toEqual([expect.stringContaining('bad.json is skipped')]);
  expect(readFileSync(bad, 'utf8')).toBe(damage(readFileSync(good, 'utf8')));
});

test.each([
  ['its conjecture', { conjecture: './theirs.mjs' }],
  ['the reference of its conjecture', { fixed: { conjecture: './theirs.mjs' } }],
  ['its optimizer', { fixed: { optimizer: './theirs.mjs' } }],
  ['its objective', { fixed: { objective: './theirs.mjs' } }],
])('a file runs no code that nobody named, as %s', async (_, forged: Partial<Counterexample>) => {
  const replayed = replayKept({ ...example(1), ...forged }, {}, tmpdir());
  await expect(replayed).rejects.toMatchObject({ code: 'REPLAY_UNTRUSTED' });
});
