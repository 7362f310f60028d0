import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli, type Finished, type RunSettings } from './run-cli.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'falsify-'));
const quick = '--objective isotropic-noise?dimension=8 --islands 1 --workers 1 --quiet'.split(' ');
const falsify = (words: string, settings: RunSettings): Promise<Finished> =>
  runCli(['falsify', ...quick, ...words.split(' ')], settings);
const kept = (directory: string): string[] => {
  const own = join(directory, 'fixtures/counterexamples/equilibrium');
  return existsSync(own) ? readdirSync(own) : [];
};

describe('falsify', () => {
  test('finds clipping, keeps it once and exits with 4; resumed, it has the same report', async () => {
    const directory = folder();
    const first = await falsify('--steps 200000 --seed 2 --resume campaign --json', { directory });
    expect(first.code).toBe(4);
    expect(JSON.parse(first.stdout)).toMatchObject({ kind: 'campaign', schemaVersion: 1, verdict: 'outside', seed: 2 });
    expect(kept(directory)).toEqual([expect.stringContaining('optimizer-clip')]);

    const again = await falsify('--resume campaign --json', { directory });
    expect(again.stdout).toBe(first.stdout);
    expect(kept(directory)).toHaveLength(1);

    const replayed = await runCli(['replay', `fixtures/counterexamples/equilibrium/${kept(directory)[0]}`], { directory });
    expect(replayed.stdout).toContain('with the same numbers, to the bit');
    expect(replayed.code).toBe(4);
  });

  test('leaves plain SGD alone there, and exits with 0', async () => {
    const { code, stdout } = await falsify('--optimizer builtin:sgd --steps 60000 --seed 3', { directory: folder() });
    expect(stdout).toContain('equilibrium survived');
    expect(code).toBe(0);
  });

  test('writes nothing on CI unless it is asked to', async () => {
    const directory = folder();
    const { code } = await falsify('--steps 200000 --seed 2', { directory, env: { CI: 'true' } });
    expect(code).toBe(4);
    expect(kept(directory)).toEqual([]);
  });

  test.each([
    ['--conjecture equilibrum --steps 1', 2, 'did you mean "equilibrium"'],
    ['--proposers guess --steps 1', 2, 'there is no proposer called "guess"'],
    ['--shard 3/2 --steps 1', 2, '3/2'],
    ['--shard 1/2 --steps 100000', 5, 'was not tried'],
    ['--conjecture ./missing.mjs --steps 1', 2, 'missing.mjs'],
  ])('%s exits with %d', async (words, expected, sentence) => {
    const { code, stdout, stderr } = await falsify(words, { directory: folder() });
    expect(`${stdout}${stderr}`).toContain(sentence);
    expect(code).toBe(expected);
  });
});
