import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawConfigurations, shrinkCandidates } from '../../../src/laws/statistical/draw.ts';
import { syntheticContext, syntheticEngine } from './synthetic.ts';

const context = (seed: number) => syntheticContext(syntheticEngine(0).engine, { seed });
const numbers = fc.integer({ min: 0, max: 1000 });
const drawn = (seed: number, law: 'equilibrium' | 'discrimination' = 'equilibrium'): number[] =>
  drawConfigurations(numbers, context(seed), law, 5).map(({ value }) => value);

test('what is drawn depends on the seed and the law alone', () => {
  expect(drawn(1)).toEqual(drawn(1));
  expect(drawn(1)).not.toEqual(drawn(2));
  expect(drawn(1)).not.toEqual(drawn(1, 'discrimination'));
});

test('candidates are simpler values, simplest first, and can be shrunk again', () => {
  const candidates = [...shrinkCandidates(numbers, { value: 100, context: undefined })];
  expect(candidates[0].value).toBe(0);
  expect(candidates.every(({ value }) => value < 100)).toBe(true);
  const again = [...shrinkCandidates(numbers, candidates.at(-1)!)];
  expect(again.length).toBeGreaterThan(0);
});

test('the simplest value has none, and neither has a value that the arbitrary cannot trace back', () => {
  expect([...shrinkCandidates(numbers, { value: 0, context: undefined })]).toEqual([]);
  const opaque = numbers.map((n) => ({ n }));
  expect([...shrinkCandidates(opaque, { value: { n: 100 }, context: undefined })]).toEqual([]);
});
