import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawFrom, shrinkCandidates } from '../../../src/laws/statistical/draw.ts';
import { syntheticContext, syntheticEngine } from './synthetic.ts';

const context = (seed: number) => syntheticContext(syntheticEngine(0).engine, { seed });
const numbers = fc.integer({ min: 0, max: 1000 });
const drawn = (seed: number, law: 'equilibrium' | 'discrimination' = 'equilibrium'): number[] =>
  drawFrom([numbers], context(seed), law, 5).map(({ value }) => value);
const start = (value: number) => ({ value, context: undefined, arbitrary: numbers });

test('what is drawn depends on the seed and the law alone', () => {
  expect(drawn(1)).toEqual(drawn(1));
  expect(drawn(1)).not.toEqual(drawn(2));
  expect(drawn(1)).not.toEqual(drawn(1, 'discrimination'));
});

test('each of a list of arbitraries is drawn from in turn, and makes its own values simpler', () => {
  const even = numbers.map(
    (n) => 2 * n,
    (value) => (value as number) / 2,
  );
  const odd = numbers.map(
    (n) => 2 * n + 1,
    (value) => ((value as number) - 1) / 2,
  );
  const values = drawFrom([even, odd], context(1), 'equilibrium', 5);
  expect(values.map(({ value }) => value % 2)).toEqual([0, 1, 0, 1, 0]);
  expect([...shrinkCandidates(values[1])].every(({ value }) => value % 2 === 1)).toBe(true);
});

test('candidates are simpler values, simplest first, and can be shrunk again', () => {
  const candidates = [...shrinkCandidates(start(100))];
  expect(candidates[0].value).toBe(0);
  expect(candidates.every(({ value }) => value < 100)).toBe(true);
  const again = [...shrinkCandidates(candidates.at(-1)!)];
  expect(again.length).toBeGreaterThan(0);
});

test('the simplest value has none, and neither has a value that the arbitrary cannot trace back', () => {
  expect([...shrinkCandidates(start(0))]).toEqual([]);
  const opaque = numbers.map((n) => ({ n }));
  expect([...shrinkCandidates({ value: { n: 100 }, context: undefined, arbitrary: opaque })]).toEqual([]);
});
