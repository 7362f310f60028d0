import { describe, expect, test } from 'vitest';
import { documentExitCode, gravest } from '../../src/cli/exit-code.ts';
import type { Document, DocumentError, Result } from '../../src/suite/document.ts';

const document = (
  verdicts: readonly Result['verdict'][],
  kinds: readonly DocumentError['kind'][] = [],
  kind: Document['kind'] = 'gate',
): Document =>
  ({
    kind,
    results: verdicts.map((verdict) => ({ verdict })),
    errors: kinds.map((each) => ({ kind: each })),
  }) as unknown as Document;

describe('the exit code', () => {
  test.each([
    [['holds', 'holds'], [], 0],
    [['holds', 'refuted', 'undecided'], [], 1],
    [['holds'], ['configuration'], 2],
    [['refuted'], ['configuration'], 1],
    [['refuted'], ['configuration', 'subject'], 1],
    [['holds'], ['configuration', 'subject'], 3],
    [['holds'], ['internal'], 3],
    [['holds', 'undecided'], [], 4],
    [[], [], 5],
    [[], ['subject'], 3],
  ] as const)('of %j with errors %j is %i', (verdicts, kinds, code) => {
    expect(documentExitCode(document(verdicts, kinds), false, false)).toBe(code);
    expect(documentExitCode(document(verdicts, kinds), false, true)).toBe(code === 1 ? 1 : 130);
  });

  test('is 4 where nothing but power was lacking, whatever is refuted is 1, and a crash is no lack of power', () => {
    const powerless = (...codes: string[]) =>
      codes.map((code) => ({ kind: 'configuration', code })) as unknown as DocumentError[];
    const lacking = { ...document([]), errors: powerless('UNDERPOWERED') };
    expect(documentExitCode(lacking, false, false)).toBe(4);
    expect(documentExitCode(lacking, true, false)).toBe(0);
    expect(documentExitCode({ ...lacking, results: document(['refuted']).results }, false, false)).toBe(1);
    expect(documentExitCode({ ...lacking, errors: powerless('UNDERPOWERED', 'UNKNOWN_LAW') }, true, false)).toBe(2);
  });

  test('is 1 where a fingerprint of any subject has changed', () => {
    const baseline = { file: 'a.json', state: 'changed', changes: [] } as const;
    const subjects = [{ name: 'a' }, { name: 'b', baseline }] as unknown as Document['subjects'];
    expect(documentExitCode({ ...document(['holds']), subjects }, false, false)).toBe(1);
    expect(documentExitCode({ ...document(['holds']), baseline }, false, false)).toBe(1);
  });

  test('accepts what is undecided when it is told to, and nothing else', () => {
    expect(documentExitCode(document(['holds', 'undecided']), true, false)).toBe(0);
    expect(documentExitCode(document(['undecided', 'refuted']), true, false)).toBe(1);
    expect(documentExitCode(document([]), true, false)).toBe(5);
  });

  test('of an inference, which has no results, is 0 unless it failed', () => {
    expect(documentExitCode(document([], [], 'infer'), false, false)).toBe(0);
    expect(documentExitCode(document([], ['configuration'], 'infer'), false, false)).toBe(2);
  });
});

test.each([
  [[0, 4, 5, 2, 3, 130, 1], 1],
  [[0, 4, 5, 2, 3, 130], 130],
  [[0, 4, 5, 2, 3], 3],
  [[0, 4, 5, 2], 2],
  [[0, 4, 5], 5],
  [[0, 4], 4],
  [[0], 0],
  [[], 0],
])('of the codes %j the gravest is %i', (codes, expected) => {
  expect(gravest(codes)).toBe(expected);
  expect(gravest(codes.toReversed())).toBe(expected);
});
