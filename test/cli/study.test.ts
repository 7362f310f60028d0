import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../suite/temporary-folder.ts';
import { runCli } from './run-cli.ts';

const entry = fileURLToPath(new URL('../../dist/index.js', import.meta.url));
/** A study that takes milliseconds: of the mean of so many numbers, claimed to be 1. */
const module = (name: string, value: string): string => `
  import { claim, defineStudy, exactly, measured, objective, squaredAngularUpdate } from ${JSON.stringify(entry)};
  export default defineStudy({
    name: '${name}', question: 'Is it 1?', askedBy: [], answer: 'Yes.', prediction: '1', source: 'here', protocol: 'one run', failsWhere: 'nowhere',
    seconds: { quick: 0, full: 0 },
    async run({ run }) {
      const { arm } = await run({
        objective: objective('isotropic-noise?dimension=4'), replicas: 2, metrics: [squaredAngularUpdate],
        arms: { arm: { learningRate: 1, weightDecay: 0.1, windows: [{ from: 1, to: 16 }] } },
      });
      const estimate = exactly(${value});
      return {
        claims: [claim('it is 1', estimate, { theory: 1, within: 0.1 })],
        table: [{ x: 1, 'a, b': arm.mean(squaredAngularUpdate)[0] }],
        figure: { title: 't', caption: 'c', panels: [{ title: 'p', x: { label: 'x' }, y: { label: 'y' }, series: [measured('s', [1], [estimate])] }] },
      };
    },
  });`;
const directory = temporaryFolder({
  'good.mjs': module('good', '1'),
  'bad.mjs': module('bad', '2'),
  'open.mjs': module('open', 'NaN'),
  'throws.mjs': module('throws', '(() => { throw new Error("no disk"); })()'),
  'nan.mjs': module('nan', '1').replace(
    'claims: [',
    'claims: [{ ...claim("it is 2", estimate, { theory: 2, within: 3 }), measured: NaN }, ',
  ),
  'namesake.mjs': module('rate-drop', '1'),
  'copy.mjs': module('good', '2'),
  'nothing.mjs': 'export default { name: "Nothing at all" };',
});
const study = (...words: string[]) => runCli(['study', ...words], { directory });

describe('the command study', () => {
  beforeAll(async () => {
    expect((await study('./good.mjs', './bad.mjs', '--output', 'both', '--json')).code).toBe(1);
  });

  test('writes a folder with an index page', () => {
    const files = readdirSync(join(directory, 'both')).sort();
    expect(files).toEqual([
      'bad.csv',
      'bad.json',
      'bad.svg',
      'claims.csv',
      'good.csv',
      'good.json',
      'good.svg',
      'index.html',
      'records',
    ]);
    expect(readFileSync(join(directory, 'both', 'good.csv'), 'utf8')).toMatch(/^x,"a, b"\n1,0\.\d+\n$/);
    const page = readFileSync(join(directory, 'both', 'index.html'), 'utf8');
    for (const text of ['good.svg', 'bad.svg', 'refuted', 'Is it 1?']) expect(page).toContain(text);
  });

  test('writes the same tables as Parquet where it is asked to, and the claims of all studies that lie there', async () => {
    expect((await study('./good.mjs', './bad.mjs', '--output', 'both', '--resume', '--parquet', '--json')).code).toBe(1);
    const rows = (name: string): Promise<Record<string, unknown>[]> => {
      const { buffer, byteOffset, byteLength } = readFileSync(join(directory, 'both', `${name}.parquet`));
      return parquetReadObjects({ file: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer });
    };
    const [table] = await rows('good');
    expect(Object.values(table).join(',')).toBe(readFileSync(join(directory, 'both', 'good.csv'), 'utf8').split('\n')[1]);
    const claims = await rows('claims');
    expect(claims).toMatchObject([
      { study: 'bad', what: 'it is 1', verdict: 'refuted', measured: 2, theory: 1, trials: 1n, seed: 1n, quick: false },
      { study: 'good', what: 'it is 1', verdict: 'holds', measured: 1 },
    ]);
    expect(readFileSync(join(directory, 'both', 'claims.csv'), 'utf8').split('\n')).toHaveLength(4);
  });

  test('shards write the same files, and resuming writes them again without running', async () => {
    await Promise.all(['0/2', '1/2'].map((shard) => study('./good.mjs', './bad.mjs', '--output', 'shards', '--shard', shard)));
    const read = (folder: string, file: string): string => readFileSync(join(directory, folder, file), 'utf8');
    for (const file of ['good.json', 'bad.json', 'good.svg']) expect(read('shards', file)).toBe(read('both', file));
    const { code, stdout } = await study('./good.mjs', '--output', 'both', '--resume', '--json');
    expect({ code, verdict: JSON.parse(stdout).verdict }).toEqual({ code: 0, verdict: 'holds' });
  });

  test('resuming runs a module again that has been changed since', async () => {
    const path = join(directory, 'changing.mjs');
    const source = readFileSync(join(directory, 'good.mjs'), 'utf8').replace(/name: '[^']*'/, "name: 'changing'");
    const verdict = async (): Promise<string> =>
      JSON.parse((await study('./changing.mjs', '--output', 'changing', '--resume', '--json')).stdout).verdict;
    writeFileSync(path, source);
    expect(await verdict()).toBe('holds');
    writeFileSync(path, readFileSync(join(directory, 'bad.mjs'), 'utf8').replace(/name: '[^']*'/, "name: 'changing'"));
    expect(await verdict()).toBe('refuted');
  });

  test('numbers do not depend on how many workers compute them', async () => {
    const [one, three] = await Promise.all(
      ['1', '3'].map((n) => study('exponential-rate', '--quick', '--workers', n, '--output', `workers-${n}`, '--json')),
    );
    expect(one.code).toBe(0);
    expect(three.stdout).toBe(one.stdout);
  });

  test('prints question, prediction, verdict and number of trials', async () => {
    const { stdout, code } = await study('./bad.mjs', '--output', 'bad', '--no-color', '--quiet');
    expect(code).toBe(1);
    for (const text of ['Is it 1?', 'predicted: 1', 'n = 1', 'refuted: 1 claims, 2 replicas']) expect(stdout).toContain(text);
  });

  test.each([
    [['./open.mjs'], 4],
    [['./open.mjs', '--undecided', 'pass'], 0],
    [['./throws.mjs'], 3],
    [['./throws.mjs', './bad.mjs'], 1],
    [['./good.mjs', '--shard', '1/2'], 5],
    [['./good.mjs', '--shard', '2/2'], 2],
    [['./nan.mjs'], 3],
    [['./namesake.mjs'], 2],
    [['./good.mjs', './copy.mjs'], 2],
    [[], 2],
    [['./good.mjs', '--output', ''], 2],
    [['./nothing.mjs'], 2],
  ])('%j exits with %i', async (words, code) => {
    expect((await study('--output', `exit-${words.join('').replace(/\W/g, '')}`, ...words)).code).toBe(code);
  });

  test('says what is wrong', async () => {
    expect((await study('rate-dorp')).stderr).toContain('did you mean "rate-drop"?');
    expect((await study('./nothing.mjs')).stderr).toMatch(/nothing\.mjs is not a study:\n.*- name: .*\n.*- question/);
    expect((await study('./throws.mjs', '--output', 'throws')).stderr).toContain('throws could not be run: Error: no disk');
    expect((await study('./nan.mjs', '--output', 'nan')).stderr).toMatch(
      /nan could not be run: .*is not what a study finds(.|\n)*claims\[0\]\.measured/,
    );
    expect((await study('./good.mjs', '--output', 'good.mjs')).code).toBe(2);
    expect(existsSync(join(directory, 'study-results'))).toBe(false);
  });

  test('lists question, time and last verdict', async () => {
    const { stdout } = await study('list', '--json');
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({ name: 'rate-drop', lastVerdict: null, seconds: expect.anything() }),
    );
    const lines = (await study('list')).stdout.split('\n');
    expect(lines.filter((line) => [...line].length > 80)).toEqual([]);
    expect(lines[2]).toMatch(/^ {4}What do AdamW/);
  });
});
