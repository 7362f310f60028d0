import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { progressFile } from '../../scripts/progress-file.ts';
import { temporaryFolder } from '../suite/temporary-folder.ts';

interface Row {
  readonly key: string;
  readonly value: number;
}
const open = (path?: string): ReturnType<typeof progressFile<Row>> => progressFile<Row>(path, ({ key }) => key);
const fileIn = (files: Record<string, string> = {}): string => join(temporaryFolder(files), 'rows.jsonl');

test('it goes on after a line that was cut off, and the last row of a key counts', () => {
  const path = fileIn();
  open(path).add({ key: 'a', value: 1 });
  writeFileSync(path, `${readFileSync(path, 'utf8')}\n{"key": "b", "va`);
  const again = open(path);
  expect([...again.rows]).toEqual([['a', { key: 'a', value: 1 }]]);
  again.add({ key: 'b', value: 2 });
  again.add({ key: 'a', value: 3 });
  expect([...open(path).rows.values()]).toEqual([...again.rows.values()]);
  expect(open(path).rows.get('a')).toEqual({ key: 'a', value: 3 });
});

test('without a path rows are kept in memory', () => {
  const { rows, add } = open();
  add({ key: 'a', value: 1 });
  expect(rows.get('a')?.value).toBe(1);
  expect(open().rows.size).toBe(0);
});

test('a file of something else is not gone on with', () => {
  const path = fileIn({ 'rows.jsonl': '{"a": {"value": 1}}' });
  expect(() => open(path)).toThrow('rows.jsonl, line 1: no row of this measurement');
});
