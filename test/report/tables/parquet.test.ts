import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import { csvOf } from '../../../src/report/tables/csv.ts';
import { loadParquet } from '../../../src/report/tables/parquet.ts';
import type { Table } from '../../../src/report/tables/table.ts';

interface Row {
  readonly name: string | null;
  readonly size: number | null;
  readonly count: number;
  readonly good: boolean | null;
}

const tableOf = (rows: readonly Row[]): Table<Row> => ({
  name: 'rows',
  says: 'a row each',
  columns: [
    { name: 'name', type: 'text', says: 'what it is called', of: ({ name }) => name },
    { name: 'size', type: 'number', says: 'how large it is', of: ({ size }) => size },
    { name: 'count', type: 'count', says: 'how many', of: ({ count }) => count },
    { name: 'good', type: 'flag', says: 'whether it is good', of: ({ good }) => good },
  ],
  rows,
});
const rows: readonly Row[] = [
  { name: 'ηλ, "quoted"\nand broken', size: 0.1 + 0.2, count: 2 ** 53 - 1, good: true },
  { name: null, size: null, count: 0, good: null },
  { name: '', size: -0, count: -1, good: false },
];
const write = await loadParquet();
const buffer = (table: Table<Row>): ArrayBuffer => {
  const bytes = write(table);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
};

describe('Parquet', () => {
  test('gives back every number to the bit', async () => {
    const read = await parquetReadObjects({ file: buffer(tableOf(rows)) });
    expect(read).toEqual(rows.map((row) => ({ ...row, count: BigInt(row.count) })));
  });

  test('has nothing where there is no finite number', async () => {
    const infinite = rows.map((row, i) => ({ ...row, size: [NaN, Infinity, -Infinity][i] }));
    const read = await parquetReadObjects({ file: buffer(tableOf(infinite)) });
    expect(read.map(({ size }) => size as unknown)).toEqual([null, null, null]);
  });

  test('has the same columns and types without rows and with holes only', async () => {
    const schemaOf = (given: readonly Row[]): unknown =>
      parquetSchema(parquetMetadata(buffer(tableOf(given)))).children.map(({ element: { name, type } }) => [name, type]);
    expect(schemaOf([])).toEqual(schemaOf(rows));
    expect(schemaOf([rows[1]])).toEqual(schemaOf(rows));
    expect(await parquetReadObjects({ file: buffer(tableOf([])) })).toEqual([]);
  });

  test('says in the file what each column means', () => {
    const { key_value_metadata: said } = parquetMetadata(buffer(tableOf(rows)));
    expect(said).toContainEqual({ key: 'intrinsic-lr.table', value: 'rows: a row each' });
    expect(said).toContainEqual({ key: 'intrinsic-lr.column.size', value: 'how large it is' });
  });

  test('is the same bytes for the same table', () => expect(write(tableOf(rows))).toEqual(write(tableOf(rows))));

  test('says what to install where nothing can write it', async () => {
    const missing = loadParquet(() => Promise.reject(new Error("Cannot find package 'hyparquet-writer'")));
    await expect(missing).rejects.toMatchObject({
      code: 'PARQUET_MISSING',
      message: expect.stringContaining('npm install hyparquet-writer'),
    });
  });
});

test('CSV has numbers in full, quotes what needs it, and nothing for nothing', () => {
  expect(csvOf(tableOf(rows))).toBe(
    'name,size,count,good\n"ηλ, ""quoted""\nand broken",0.30000000000000004,9007199254740991,true\n,,0,\n,0,-1,false\n',
  );
});
