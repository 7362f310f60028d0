import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Measurement } from '../../../src/laws/exact/exact-law.ts';
import type { Measuring } from '../../../src/laws/exact/in-flight.ts';
import { measureTogether, searchOneByOne } from '../../../src/laws/exact/measure-drawn.ts';
import { SubjectError, type SubjectErrorCode } from '../../../src/subjects/subject-error.ts';

const of = (effect: number): Measurement => ({ effect, tolerance: 0, steps: 1 });
const fail = (code: SubjectErrorCode): never => {
  throw new SubjectError(code, code, { function: 'update', step: 1 });
};
/** Rests before it measures, as what waits for another process does. */
function* later(measure: () => Measurement): Measuring {
  yield;
  return measure();
}
const counted = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const nothing = (): void => {};

describe('configurations that are measured together', () => {
  test('hold where all do, in their order', () => {
    const together = measureTogether(counted(40), (i) => later(() => ({ ...of(0), steps: i })), nothing);
    expect(together).toEqual({ kind: 'hold', measurements: counted(40).map((steps) => ({ ...of(0), steps })) });
  });

  test.each(['SUBJECT_EXITED', 'SUBJECT_HANGS', 'SUBJECT_OUT_OF_MEMORY', 'SUBJECT_PROTOCOL'] as const)(
    'tell among how many one ended the process: %s',
    (code) => {
      const measure = (i: number): Measuring => later(() => (i === 21 ? fail(code) : of(i > 15 ? 1 : 0)));
      expect(measureTogether(counted(40), measure, nothing)).toMatchObject({ kind: 'gone', known: 16, begun: 32 });
    },
  );

  test('are measured apart where one deviates or throws', () => {
    expect(measureTogether(counted(40), (i) => of(i === 7 ? Number.NaN : 0), nothing)).toEqual({ kind: 'apart' });
    expect(measureTogether(counted(40), (i) => later(() => (i === 7 ? fail('SUBJECT_THROWS') : of(0))), nothing)).toEqual({
      kind: 'apart',
    });
  });

  test('do not hide what nobody expects', () => {
    const broken = (): Measurement => {
      throw new TypeError('a defect');
    };
    expect(() => measureTogether(counted(4), broken, nothing)).toThrow('a defect');
  });
});

describe('configurations that are measured one by one', () => {
  const drawing = { seed: 1, numRuns: 50 };
  const numbers = fc.nat(1000);

  test.each(['SUBJECT_EXITED', 'SUBJECT_THROWS'] as const)('a smaller one at which the subject fails (%s) is none', (code) => {
    // The first that is drawn deviates, and everything below 100 is fatal.
    const drawn = fc.integer({ min: 1, max: 1000 });
    const [first] = fc.sample(drawn, { seed: 1, numRuns: 1 });
    expect(first).toBeGreaterThan(100);
    const search = searchOneByOne(drawn, { seed: 1, numRuns: 1 }, (n) => (n < 100 ? fail(code) : of(n)), nothing);
    expect(search.found!.configuration).toBeGreaterThanOrEqual(100);
    expect(search.gone).toBe(code === 'SUBJECT_EXITED');
  });

  test('before anything deviates a failure is one', () => {
    expect(() => searchOneByOne(numbers, drawing, () => fail('SUBJECT_EXITED'), nothing)).toThrow('SUBJECT_EXITED');
  });

  test('what is known to hold is not asked again', () => {
    const asked: number[] = [];
    searchOneByOne(numbers, drawing, (n) => (asked.push(n), of(0)), nothing, 48);
    expect(asked).toHaveLength(2);
  });
});
