import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Document } from '../../src/suite/document.ts';
import { sgdModule, temporaryFolder } from '../suite/temporary-folder.ts';
import { runCli, type Finished } from './run-cli.ts';

const words = ['check', './my-sgd.mjs', '--laws', 'determinism', '--configurations', '5', '--seed', '1', '--baseline', 'fp.json'];

describe('check --baseline', () => {
  test('writes, agrees, refutes a change, and updates', async () => {
    const folder = temporaryFolder({ 'my-sgd.mjs': sgdModule('my-sgd') });
    const run = (more: string[] = [], env: Record<string, string | undefined> = { CI: undefined }): Promise<Finished> =>
      runCli([...words, ...more], { directory: folder, env });

    const onCi = await run([], { CI: 'true' });
    expect(onCi).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('there is no fingerprint fp.json, and on CI none is written'),
    });
    expect(existsSync(join(folder, 'fp.json'))).toBe(false);
    expect(await run()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('the fingerprint was written to fp.json; commit it'),
    });
    const again = await run(['--json'], { CI: 'true' });
    expect(again.code).toBe(0);
    expect((JSON.parse(again.stdout) as Document).baseline).toEqual({ file: 'fp.json', state: 'same', changes: [] });

    writeFileSync(join(folder, 'my-sgd.mjs'), sgdModule('my-sgd').replace('weightDecay * w[j]', '1.05 * weightDecay * w[j]'));
    const changed = await run(['--quiet']);
    expect(changed.code).toBe(1);
    expect(changed.stdout).toContain('✗ its behaviour is not that of its fingerprint fp.json\n  decay per step: 0.01 → 0.0105\n');
    expect(changed.stdout).toContain('weight decay: coupled → none of the conventions');
    expect(changed.stdout).toMatch(/^refuted: 1 hold/m);

    const updated = await run(['--update-baseline']);
    expect(updated).toMatchObject({ code: 0, stdout: expect.stringContaining('the fingerprint fp.json was updated') });
    expect((await run()).code).toBe(0);
  });

  test('leaves what it cannot read, and writes nothing for what it cannot load', async () => {
    const folder = temporaryFolder({ 'my-sgd.mjs': sgdModule('my-sgd'), 'fp.json': '{"name": "mine"}' });
    const { code, stderr } = await runCli([...words, '--update-baseline'], { directory: folder });
    expect(code).toBe(2);
    expect(stderr).toContain('fp.json is not a fingerprint of intrinsic-lr\n  name another file');
    expect(readFileSync(join(folder, 'fp.json'), 'utf8')).toBe('{"name": "mine"}');
    const broken = temporaryFolder({ 'my-sgd.mjs': 'export default 1;' });
    expect((await runCli(words, { directory: broken, env: { CI: undefined } })).code).toBe(2);
    expect(existsSync(join(broken, 'fp.json'))).toBe(false);
    const alone = await runCli(['check', 'sgd', '--update-baseline']);
    expect(alone).toMatchObject({ code: 2, stderr: expect.stringContaining('--update-baseline needs a file') });
  });
});

test('gate compares every subject that has a fingerprint, beside its configuration, and one option accepts them all', async () => {
  const folder = temporaryFolder({
    'all/a.mjs': sgdModule('a'),
    'all/b.mjs': sgdModule('b'),
    'all/mine.config.mjs': `export default {
      subjects: [{ optimizer: './a.mjs', baseline: 'a.json' }, { optimizer: './b.mjs', baseline: 'b.json' }, 'sgd'],
      laws: ['determinism'], configurations: 2, seed: 1,
    };`,
  });
  const gate = async (more: string[] = [], CI?: string): Promise<[number | null, (string | undefined)[], string]> => {
    const { code, stdout } = await runCli(['gate', '--config', 'all/mine.config.mjs', '--json', ...more], {
      directory: folder,
      env: { CI },
    });
    const { subjects, verdict } = JSON.parse(stdout) as Document;
    return [code, subjects.map(({ baseline }) => baseline?.state), verdict];
  };
  expect(await gate()).toEqual([0, ['written', 'written', undefined], 'holds']);
  writeFileSync(join(folder, 'all/b.mjs'), sgdModule('b').replace('weightDecay * w[j]', '1.05 * weightDecay * w[j]'));
  expect(await gate([], 'true')).toEqual([1, ['same', 'changed', undefined], 'refuted']);
  expect(await gate(['--update-baseline'])).toEqual([0, ['same', 'updated', undefined], 'holds']);
});
