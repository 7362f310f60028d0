import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { measureFingerprint } from '../../src/inference/fingerprint.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { recordKinds } from '../../src/records/index.ts';
import { readRecord } from '../../src/records/read-record.ts';
import type { RecordKind } from '../../src/records/record-kind.ts';

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { exports: object };

test('their schemas are published', () => expect(manifest.exports).toHaveProperty(['./schemas/*.json'], './dist/schemas/*.json'));

test('their names are told apart', () => expect(new Set(recordKinds.map(({ name }) => name)).size).toBe(recordKinds.length));

describe.each(recordKinds.map((kind) => [kind.name, kind] as const))('a record of kind %s', (name, kind) => {
  interface Published {
    readonly description?: string;
    readonly required?: readonly string[];
    readonly properties: Readonly<Record<string, { readonly const?: unknown; readonly enum?: readonly unknown[] }>>;
  }

  test('has the schema that is published', () => {
    const file = new URL(`../../dist/schemas/${name}.json`, import.meta.url);
    const published = JSON.parse(readFileSync(file, 'utf8')) as Published;
    expect(published).toEqual(json({ ...z.toJSONSchema(kind.schema, { io: 'input' }), description: kind.description }));
  });

  test('says which kind and which form it is', () => {
    const { properties, required } = z.toJSONSchema(kind.schema, { io: 'input' }) as unknown as Published;
    expect(required).toEqual(expect.arrayContaining(['kind', 'schemaVersion']));
    const { const: only, enum: several = [only] } = properties.kind;
    expect(several).toEqual(kind.kinds ?? [name]);
    expect(properties.schemaVersion.const).toBe(kind.schemaVersion);
    expect(kind.description).toMatch(/^[A-Z].*\.$/);
  });

  test('is not read where it is empty, or newer', () => {
    expect(readRecord({ kind: kind.kinds?.[0] ?? name, schemaVersion: kind.schemaVersion })).toHaveProperty('problem');
    expect(readRecord({ kind: kind.kinds?.[0] ?? name, schemaVersion: kind.schemaVersion + 1 })).toMatchObject({ newer: true });
  });
});

const fingerprint = { kind: 'fingerprint', schemaVersion: 1, version: '0.1.0', subject: 'sgd', ...measureFingerprint(sgd) };

test('a record is read as what it says it is, with fields that are not known yet', () => {
  expect(readRecord(json({ ...fingerprint, later: [1] }))).toMatchObject({
    kind: { name: 'fingerprint' },
    value: { later: [1] },
  });
});

test.each<[string, unknown, string]>([
  ['nothing', null, 'no record'],
  ['a list', [fingerprint], 'no record'],
  ['another kind', { ...fingerprint, kind: 'poem' }, '"poem", expected '],
  ['no kind', { ...fingerprint, kind: undefined }, 'missing'],
  ['a fraction of a version', { ...fingerprint, schemaVersion: 0.5 }, '0.5'],
  ['a newer version', { ...fingerprint, schemaVersion: 2 }, 'newer version'],
  ['a wrong field', { ...fingerprint, bits: { float64: 'xyz', float32: '' } }, 'bits'],
])('%s is not read, and the reason is said', (_, data, problem) => {
  expect(readRecord(data)).toMatchObject({ problem: expect.stringContaining(problem) as string });
});

test('an earlier form is brought into the present one, or refused where nobody knows how', () => {
  const kind: RecordKind = {
    name: 'length',
    description: 'A length.',
    schemaVersion: 3,
    schema: z.looseObject({ kind: z.literal('length'), schemaVersion: z.literal(3), metres: z.number() }),
    upgrade: ({ feet, ...rest }, version) => ({
      ...rest,
      schemaVersion: 3,
      metres: (feet as number) * (version === 1 ? 0.3 : 0.3048),
    }),
  };
  const old = { kind: 'length', schemaVersion: 1, feet: 10 };
  expect(readRecord(old, [kind])).toMatchObject({ value: { metres: 3 } });
  expect(readRecord({ ...old, schemaVersion: 2 }, [kind])).toMatchObject({ value: { metres: 3.048 } });
  expect(readRecord({ ...old, feet: 'ten' }, [kind])).toHaveProperty('problem');
  expect(readRecord(old, [{ ...kind, upgrade: undefined }])).toMatchObject({
    problem: expect.stringContaining('no longer') as string,
  });
});
