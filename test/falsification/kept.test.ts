import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readCounterexample } from '../../src/suite/campaign/corpus-folder.ts';
import { replayKept } from '../../src/suite/campaign/replay-kept.ts';
import { sample } from '../size.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(root, 'fixtures/counterexamples');
const kept = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));

test('something is kept', () => expect(kept.length).toBeGreaterThan(0));

test.each(kept)('%s has its figure', (name) => {
  expect(existsSync(join(root, 'docs/figures/falsify', name.replace('.json', '.svg')))).toBe(true);
});

const { cases, said } = sample(kept.toSorted(), 4);

test.each(cases)(`%s is refuted again, with the same numbers${said}`, async (name) => {
  const counterexample = await readCounterexample(join(folder, name));
  if ('problem' in counterexample) throw new Error(counterexample.problem);
  const replayed = await replayKept(counterexample, {}, root);
  expect(replayed).toMatchObject({ verdict: 'refuted', same: true });
});
