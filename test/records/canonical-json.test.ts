import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, parseCanonicalJson } from '../../src/records/canonical-json.ts';
import { contentId } from '../../src/records/content-id.ts';
import { plainData } from './plain-data.ts';

/** The same data with its keys in another order, and with fields that are not used. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  const entries = Object.entries(value).map(([key, field]) => [key, shuffled(field)] as const);
  return Object.fromEntries([['unused field', undefined] as const, ...entries.reverse()]);
}

test('is read back as the same data, to the bit', () => {
  fc.assert(
    fc.property(plainData, (value) => {
      expect(parseCanonicalJson(canonicalJson(value))).toEqual(value);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('is JSON, and the same text whatever the order of keys and with fields that are not used', () => {
  fc.assert(
    fc.property(plainData, (value) => {
      expect(() => JSON.parse(canonicalJson(value)) as unknown).not.toThrow();
      expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
      expect(canonicalJson(parseCanonicalJson(canonicalJson(value)))).toBe(canonicalJson(value));
    }),
    { seed: 2, numRuns: 500 },
  );
});

test.each<[string, unknown, unknown]>([
  ['zeros of either sign', 0, -0],
  ['NaN and its name', NaN, 'NaN'],
  ['NaN and what it is written as', NaN, { $number: 'NaN' }],
  ['numbers and their text', 1, '1'],
  ['a list and its only item', [1], 1],
  ['null and a missing field', { a: null }, {}],
  ['single and double precision', Float32Array.of(1), Float64Array.of(1)],
  ['an array of numbers and its bits', Float64Array.of(1), { $float64: 'AAAAAAAA8D8=' }],
  ['neighbouring numbers', 0.1, 0.1 + 2 ** -56],
  ['keys with one dollar and two', { $a: 1 }, { $$a: 1 }],
])('tells %s apart', (_, one, other) => {
  expect(canonicalJson(one)).not.toBe(canonicalJson(other));
  expect(contentId('kind', one)).not.toBe(contentId('kind', other));
});

const cyclic: Record<string, unknown> = {};
cyclic.itself = cyclic;

test.each<[string, unknown]>([
  ['a function', { run: () => 1 }],
  ['an instance of Map', { of: new Map() }],
  ['undefined', [undefined]],
  ['undefined', Array.from({ length: 2 }).fill(undefined)],
  ['a bigint', 1n],
  ['contains itself', cyclic],
])('refuses what is %s', (problem, value) => {
  expect(() => canonicalJson(value)).toThrow(problem);
  expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: 'NOT_PLAIN_DATA' }));
});

test('says where it is', () => expect(() => canonicalJson({ arms: [{ start: () => 0 }] })).toThrow('arms[0].start is no plain'));

test('of an id: the kind counts, too, and it is always the same', () => {
  expect(contentId('a', 1)).not.toBe(contentId('b', 1));
  expect(contentId('experiment', { rate: 0.1, decay: [1, -0] })).toMatchInlineSnapshot(`"184055995ee420789d1dade9f3e1b54b"`);
});
