import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { beginEarly } from '../../src/cli/begin-early.ts';
import { recordStore } from '../../src/experiments/record-store.ts';
import { defaultTimeLimit } from '../../src/subjects/limits.ts';
import { takeBegun } from '../../src/suite/begun-workers.ts';
import type { IsolatedWorker } from '../../src/suite/isolated-worker.ts';
import { sgdModule, temporaryFolder } from '../suite/temporary-folder.ts';
import { runCli } from './run-cli.ts';

const options = { timeLimit: defaultTimeLimit, directory: process.cwd(), env: [], explanations: [] };
const taken: IsolatedWorker[] = [];
/** How many workers a command line begins for a subject. */
const begun = (words: string, reference: string): number => {
  beginEarly(words.split(' '));
  const workers = takeBegun([reference], options, recordStore());
  taken.push(...workers);
  return workers.length;
};

afterEach(async () => void (await Promise.all(taken.splice(0).map((worker) => worker.close()))));

describe('beginning early', () => {
  test('begins with the subject of a check', () => {
    expect(begun('check ./module.mjs --tier exact --json', './module.mjs')).toBe(1);
    expect(begun('check builtin:sgd?a=1,2 --laws determinism', 'builtin:sgd?a=1,2')).toBe(1);
  });

  test.each([
    'check',
    'check --tier exact ./module.mjs',
    'gate ./module.mjs',
    'check ./module.mjs,./other.mjs',
    'check no:such:kind',
    'check ./module.mjs --env=HOME',
    'check ./module.mjs --time-limit 3',
    'check ./module.mjs --workers 1',
    'check ./module.mjs --like adamw',
    'check ./module.mjs --help',
  ])('waits for the parser: %s', (words) => {
    expect(begun(words, words.split(' ')[1] ?? '')).toBe(0);
  });

  test('runs nothing of a subject where the command line is wrong', async () => {
    const directory = temporaryFolder({
      'writes.mjs': `import { writeFileSync } from 'node:fs'; writeFileSync('LOADED', ''); ${sgdModule('writes')}`,
    });
    const wrong = await runCli(['check', 'writes.mjs', '--no-such-option'], { directory });
    expect([wrong.code, existsSync(join(directory, 'LOADED'))]).toEqual([2, false]);
    const right = await runCli(['check', 'writes.mjs', '--laws', 'determinism', '--configurations', '3'], { directory });
    expect([right.code, existsSync(join(directory, 'LOADED'))]).toEqual([0, true]);
  });
});
