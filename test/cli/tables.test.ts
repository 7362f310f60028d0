import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, test } from 'vitest';
import { effectsTable, examinedTable, foundTable } from '../../src/report/tables/campaign-tables.ts';
import { inPython, pythonHas } from '../report/tables/in-python.ts';
import { runCli, type Finished } from './run-cli.ts';
import { temporaryFolder } from '../suite/temporary-folder.ts';

const directory = temporaryFolder();
const words = 'falsify --objective isotropic-noise?dimension=8 --steps 100000 --seed 2 --quiet --json --no-keep'.split(' ');
const campaign = (more: string): Promise<Finished> => runCli([...words, ...more.split(' ')], { directory });
const bytes = (folder: string, name: string): Buffer => readFileSync(join(directory, folder, `${name}.parquet`));
type Rows = Record<string, unknown>[];
const read = (folder: string, name: string): Promise<Rows> => {
  const { buffer, byteOffset, byteLength } = bytes(folder, name);
  return parquetReadObjects({ file: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer });
};
const sum = (rows: Rows, column: string): number => rows.reduce((total, row) => total + Number(row[column]), 0);

describe('a campaign as tables', () => {
  interface Report {
    readonly tried: number;
    readonly steps: number;
    readonly found: readonly { readonly slug: string; readonly effect: { readonly mean: number } }[];
    readonly survey: { readonly settings: number };
  }
  let report: Report;
  beforeAll(async () => {
    report = JSON.parse((await campaign('--workers 2 --islands 2 --resume whole --parquet tables')).stdout) as Report;
  });

  test('has every look and test, and all of the replica-steps', async () => {
    const examined = await read('tables', 'examined');
    expect(sum(examined, 'steps')).toBe(report.steps);
    expect(new Set(examined.map(({ island, number }) => `${island}/${number}`)).size).toBe(examined.length);
    expect(new Set(examined.map(({ island }) => island))).toEqual(new Set([0n, 1n]));
    expect(examined.filter(({ phase }) => String(phase).startsWith('survey')).length).toBeGreaterThanOrEqual(
      report.survey.settings,
    );
    const clipped = examined.filter((row) => Number(row.optimizer_clip) > 0);
    expect(clipped.length).toBeGreaterThan(0);
    for (const row of clipped) expect(row).toMatchObject({ inside: false, breaches: expect.stringContaining('clipping') });
  });

  test('has the effects of each, and what was found', async () => {
    const [examined, effects, found] = [
      await read('tables', 'examined'),
      await read('tables', 'effects'),
      await read('tables', 'found'),
    ];
    const asked = new Set(examined.map(({ island, number }) => `${island}/${number}`));
    expect(effects.length).toBeGreaterThan(examined.length / 2);
    for (const { island, number } of effects) expect(asked).toContain(`${island}/${number}`);
    expect(found.map(({ slug, effect }) => ({ slug, mean: effect }))).toEqual(
      report.found.map(({ slug, effect: { mean } }) => ({ slug, mean })),
    );
    expect(found.length).toBeGreaterThan(0);
  });

  test('is the same bytes on another number of workers, resumed, and merged', async () => {
    await campaign('--workers 1 --islands 2 --parquet alone');
    await campaign('--resume whole --parquet again');
    await Promise.all(['0/2', '1/2'].map((shard, i) => campaign(`--islands 2 --shard ${shard} --resume shard-${i}`)));
    await runCli(['merge', 'shard-0', 'shard-1', '--parquet', 'merged', '--json'], { directory });
    for (const folder of ['alone', 'again', 'merged'])
      for (const name of ['examined', 'effects', 'found'])
        expect(bytes(folder, name).equals(bytes('tables', name)), `${folder}/${name}`).toBe(true);
  });

  const duckdb = pythonHas('duckdb');
  test.runIf(duckdb)('answers the query of the documentation in DuckDB', () => {
    const [, query] = /```sql\n([^`]*)```/.exec(readFileSync(new URL('../../docs/falsify.md', import.meta.url), 'utf8'))!;
    const folder = JSON.stringify(join(directory, 'tables'));
    const text = `import duckdb, os\nos.chdir(${folder})\nprint(len(duckdb.sql("""${query}""").fetchall()))`;
    const { status, stdout, stderr } = inPython(text);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(Number(stdout)).toBeGreaterThan(0);
  });

  test.runIf(pythonHas('pyarrow'))('is read by Arrow, with the words for its columns', () => {
    const path = JSON.stringify(join(directory, 'tables', 'examined.parquet'));
    const { stdout, stderr } = inPython(
      `import pyarrow.parquet as p\nt = p.read_table(${path})\nprint(t.num_rows, t.schema.field('steps').type, t.schema.metadata[b'intrinsic-lr.column.steps'].decode())`,
    );
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\d+ int64 replica-steps that were run\n$/);
  });
});

test('the documentation says what every column means', () => {
  const text = readFileSync(new URL('../../docs/falsify.md', import.meta.url), 'utf8');
  for (const { name, columns } of [examinedTable([], []), effectsTable([]), foundTable([])]) {
    expect(text).toContain(`\`${name}.parquet\``);
    for (const column of columns) expect(text, `${name}.${column.name}`).toContain(`| \`${column.name}\` | ${column.says} |`);
  }
});
