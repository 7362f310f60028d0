import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { sgdModule, temporaryFolder } from '../suite/temporary-folder.ts';
import { runCli } from './run-cli.ts';

const directory = temporaryFolder({
  'correct.mjs': sgdModule('correct'),
  'uphill.mjs': sgdModule('uphill').replace('-=', '+='),
  'nan.mjs': sgdModule('nan').replace('-=', '-= 0 / 0 *'),
  'throws.mjs': sgdModule('throws').replace('-=', '-= nothing *'),
  'no-record.json': '{ "kind": "sandwich" }',
  'half.json': '{ "kind": "check", ',
});
const cli = (...words: string[]) => runCli([...words, '--no-color'], { directory });

describe.concurrent('a stored run is told again', () => {
  test.each([['correct.mjs'], ['uphill.mjs'], ['nan.mjs'], ['throws.mjs']])('%s: as check told it', async (module) => {
    const words = ['check', `./${module}`, '--tier', 'exact', '--configurations', '5', '--seed', '1'];
    const told = await cli(...words, '--reporter', 'terminal,json', '--output-file', `json=${module}.json`);
    const again = await cli('report', `${module}.json`);
    expect(again.stdout).toBe(told.stdout);
    expect(again.code).toBe(told.code);
    const junit = await cli('report', `${module}.json`, '--reporter', 'junit');
    expect(junit.stdout).toMatch(/^<\?xml/);
  });

  test('what infer and model found', async () => {
    const inferred = await cli('infer', './correct.mjs', '--json');
    const fixture = fileURLToPath(new URL('../../fixtures/models/two-layers.mjs', import.meta.url));
    const model = await cli('model', fixture, '--json');
    const texts = await Promise.all([cli('infer', './correct.mjs'), cli('model', fixture)]);
    for (const [i, { stdout }] of [inferred, model].entries()) {
      const file = join(directory, `other-${i}.json`);
      writeFileSync(file, stdout);
      expect((await cli('report', file)).stdout.replace(/[\d.]+ s$/m, '')).toBe(texts[i].stdout.replace(/[\d.]+ s$/m, ''));
    }
  });
});

test('of several the worst code counts, and all are told', async () => {
  const [good, bad] = ['correct.mjs.json', 'uphill.mjs.json'];
  const { code, stdout } = await cli('report', good, bad);
  expect(code).toBe(1);
  expect(stdout).toContain('\nholds: ');
  expect(stdout).toContain('\nrefuted: ');
  expect((await cli('report', good)).code).toBe(0);
  expect(JSON.parse((await cli('report', bad, '--json')).stdout)).toEqual(JSON.parse(readFileSync(join(directory, bad), 'utf8')));
});

test.each([['--json'], ['--reporter', 'html'], ['--reporter', 'terminal', '--output-file', 'terminal=all.txt']])(
  'several files are not told in one place: %s',
  async (...words: string[]) => {
    const { code, stderr, stdout } = await cli('report', 'correct.mjs.json', 'uphill.mjs.json', ...words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('2 files would go to one place');
  },
);

test('words of a stored study do nothing to a terminal', async () => {
  const { stdout } = await runCli(['study', 'rate-or-scale', '--quick', '--output', 'studies', '--json', '--quiet'], {
    directory,
  });
  const [study] = (JSON.parse(stdout) as { studies: readonly object[] }).studies;
  writeFileSync(join(directory, 'study.json'), JSON.stringify({ ...study, question: 'what\u001b[2J?' }));
  const told = await cli('report', 'study.json');
  expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining('rate-or-scale: what') });
  expect(told.stdout).not.toContain('\u001b');
});

test.each([
  ['no-record.json', /it says that it is "sandwich", expected .*check/],
  ['half.json', /half\.json cannot be told: .*JSON/],
  ['nowhere.json', /no such file/],
])('%s: what is wrong with it', async (file, message) => {
  const { code, stderr, stdout } = await cli('report', 'correct.mjs.json', file);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
});
