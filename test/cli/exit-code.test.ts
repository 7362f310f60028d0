import { describe, expect, test } from 'vitest';
import { documentExitCode } from '../../src/cli/exit-code.ts';
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
    [['refuted'], ['configuration'], 2],
    [['refuted'], ['configuration', 'subject'], 3],
    [['holds'], ['internal'], 3],
    [['holds', 'undecided'], [], 4],
    [[], [], 5],
    [[], ['subject'], 3],
  ] as const)('of %j with errors %j is %i', (verdicts, kinds, code) => {
    expect(documentExitCode(document(verdicts, kinds), false, false)).toBe(code);
    expect(documentExitCode(document(verdicts, kinds), false, true)).toBe(130);
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
