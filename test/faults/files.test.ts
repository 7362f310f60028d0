import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readTextFile } from '../../src/records/read-text-file.ts';
import { writeFileWhole } from '../../src/records/write-file-whole.ts';
import { temporaryFolder } from '../suite/temporary-folder.ts';
import { runs, timeout } from '../size.ts';

const built = fileURLToPath(new URL('../../dist/records/write-file-whole.js', import.meta.url));

describe('a file that is written whole', () => {
  test('is found whole by whoever reads it, while three processes write it at once', { timeout }, async () => {
    const folder = temporaryFolder({
      'write.mjs': `
        import { readFileSync } from 'node:fs';
        import { writeFileWhole } from ${JSON.stringify(built)};
        const [, , own, count] = process.argv;
        const text = JSON.stringify({ own, filling: own.repeat(200_000) });
        let torn = 0;
        for (let i = 0; i < Number(count); i++) {
          writeFileWhole(process.cwd() + '/shared.json', text);
          try { JSON.parse(readFileSync('shared.json', 'utf8')); } catch { torn += 1; }
        }
        console.log(torn);`,
    });
    const count = String(runs(40, 1000));
    const writers = ['a', 'b', 'c'].map((own) =>
      promisify(execFile)(process.execPath, ['write.mjs', own, count], { cwd: folder }),
    );
    expect((await Promise.all(writers)).map(({ stdout }) => stdout.trim())).toEqual(['0', '0', '0']);
    expect(readdirSync(folder).toSorted()).toEqual(['shared.json', 'write.mjs']);
  });

  test('takes the place of a link, and leaves alone what the link names', () => {
    const folder = temporaryFolder({ 'victim.txt': 'mine', 'real/kept': '' });
    symlinkSync('victim.txt', join(folder, 'a.json'));
    symlinkSync('nowhere.txt', join(folder, 'b.json'));
    symlinkSync('real', join(folder, 'linked'));
    for (const name of ['a.json', 'b.json', 'linked/c.json']) writeFileWhole(join(folder, name), name);
    expect(readFileSync(join(folder, 'victim.txt'), 'utf8')).toBe('mine');
    expect(() => readlinkSync(join(folder, 'a.json'))).toThrow('EINVAL');
    expect(readdirSync(folder)).not.toContain('nowhere.txt');
    expect(readFileSync(join(folder, 'b.json'), 'utf8')).toBe('b.json');
    expect(readFileSync(join(folder, 'real/c.json'), 'utf8')).toBe('linked/c.json');
  });

  test('is not written through a name that somebody guessed', () => {
    const folder = temporaryFolder({ 'victim.txt': 'mine' });
    // The names that come next in this process.
    writeFileWhole(join(folder, 'first'), '');
    for (let i = 0; i < 50; i++) {
      for (const thread of [0, 1, 2, 3]) {
        try {
          symlinkSync('victim.txt', join(folder, `.intrinsic-lr-${process.pid}-${thread}-${i}.tmp`));
        } catch {
          // There is one.
        }
      }
    }
    writeFileWhole(join(folder, 'second'), 'text');
    expect(readFileSync(join(folder, 'victim.txt'), 'utf8')).toBe('mine');
    expect(readFileSync(join(folder, 'second'), 'utf8')).toBe('text');
  });

  test('leaves nothing behind where it cannot be written, and what was there as it was', () => {
    const folder = temporaryFolder({ file: 'text' });
    mkdirSync(join(folder, 'full/inner'), { recursive: true });
    expect(() => writeFileWhole(join(folder, 'full'), '')).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(() => writeFileWhole(join(folder, 'file/below'), '')).toThrow(/ENOTDIR|EEXIST/);
    expect(() => writeFileWhole(join(folder, 'x'.repeat(300)), '')).toThrow('ENAMETOOLONG');
    expect(readdirSync(folder).toSorted()).toEqual(['file', 'full']);
  });

  test('may have a name as long as a name can be, and keeps its permissions', () => {
    const folder = temporaryFolder({});
    const path = join(folder, 'x'.repeat(255));
    writeFileSync(path, '', { mode: 0o640 });
    writeFileWhole(path, 'text');
    expect(readFileSync(path, 'utf8')).toBe('text');
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });
});

test('a file that never ends is read as far as it is meant', async () => {
  await expect(readTextFile('/dev/zero', 1000)).rejects.toThrow('longer than 1000 bytes');
  const folder = temporaryFolder({ file: 'text' });
  expect(await readTextFile(join(folder, 'file'), 4)).toBe('text');
  await expect(readTextFile(folder, 1000)).rejects.toThrow('EISDIR');
});
