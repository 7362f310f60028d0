import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { documentRecord } from '../../src/records/document-record.ts';
import { readRecord } from '../../src/records/read-record.ts';
import { overallVerdict, type Document } from '../../src/suite/document.ts';

const document: Document = {
  schemaVersion: 1,
  version: '0.1.0',
  kind: 'check',
  verdict: 'holds',
  seed: 1,
  alpha: 1e-6,
  configurations: 200,
  subjects: [],
  results: [],
  skipped: [],
  errors: [],
  work: { configurations: 0, replicas: 0, steps: 0 },
  budget: { alpha: 1e-6, statisticalTasks: 0, alphaPerTask: 1e-6 },
};

describe('the schema of the document', () => {
  test('is published as it is in the source', () => {
    const published: unknown = JSON.parse(readFileSync(new URL('../../dist/schema.json', import.meta.url), 'utf8'));
    const schema = z.toJSONSchema(documentRecord.schema, { io: 'input' });
    expect(published).toEqual(JSON.parse(JSON.stringify({ ...schema, description: documentRecord.description })));
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      exports: Record<string, unknown>;
    };
    expect(manifest.exports['./schema.json']).toBe('./dist/schema.json');
  });

  test('describes every field that scripts read', () => {
    const { properties } = z.toJSONSchema(documentRecord.schema, { io: 'input' }) as unknown as {
      properties: Record<string, { items?: { properties?: object }; enum?: string[] }>;
    };
    expect(properties.verdict.enum).toEqual(['holds', 'refuted', 'undecided']);
    expect(Object.keys(properties.results.items!.properties!)).toEqual(
      expect.arrayContaining([
        'law',
        'verdict',
        'diagnosis',
        'counterexample',
        'replay',
        'effect',
        'interval',
        'tolerance',
        'detectable',
        'evidence',
      ]),
    );
  });

  test.each(['check', 'gate', 'infer', 'replay'])('is that of %s', (kind) => {
    expect(readRecord({ ...document, kind })).toMatchObject({ kind: { name: 'document' }, value: { kind } });
  });

  test('keeps fields of later versions, and refuses another schemaVersion or a missing field', () => {
    const { schema } = documentRecord;
    expect(schema.parse({ ...document, later: 1 })).toEqual({ ...document, later: 1 });
    expect(schema.safeParse({ ...document, schemaVersion: 2 }).success).toBe(false);
    expect(schema.safeParse({ ...document, results: undefined }).success).toBe(false);
    expect(schema.safeParse({ ...document, verdict: 'passed' }).success).toBe(false);
  });
});

test('a run with nothing to report is undecided, and an error keeps it from holding', () => {
  const result = { verdict: 'holds' } as Document['results'][number];
  const error = { kind: 'subject', code: 'SUBJECT_THROWS', message: '' } as const;
  expect(overallVerdict([], [])).toBe('undecided');
  expect(overallVerdict([result], [])).toBe('holds');
  expect(overallVerdict([result], [error])).toBe('undecided');
  expect(overallVerdict([{ ...result, verdict: 'refuted' }], [error])).toBe('refuted');
});
