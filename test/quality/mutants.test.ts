import { describe, expect, test } from 'vitest';
import { examineMutant } from '../../scripts/mutants/examine-mutant.ts';
import { mutants, mutations, twins } from '../../scripts/mutants/mutants.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';
import { sample } from '../size.ts';

const all = mutants();

test('there are at least 400 that differ from their originals', () => {
  expect(all.length).toBeGreaterThanOrEqual(400);
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});

test('every mistake is made in some optimizer', () => {
  expect(mutations.filter((mutation) => all.every((mutant) => mutant.mutation !== mutation)).map(({ name }) => name)).toEqual([]);
});

test('what is a published rule is no mutant, and few are', () => {
  expect(twins().map(({ name }) => name)).toContain('adamw: gradients doubled');
  expect(twins().map(({ name }) => name)).not.toContain('sgd: gradients doubled');
  expect(twins().length).toBeLessThan(all.length / 50);
});

/** What differs and is not seen: its first fifty steps are those of plain momentum, or its own option says another schedule. */
const unseen = new Set([
  'radam: the counter is one ahead',
  'adafactor: the counter is halved',
  'adafactor-scaled: the counter is halved',
]);

// Of other optimizers and other mistakes from one to the next.
const { cases, said } = sample(all, 122);

describe(`each is caught${said}`, () => {
  test.each(cases.map((mutant) => [mutant.name, mutant] as const))('%s', async (_, mutant) => {
    const { outcome } = await examineMutant(checkOptimizer, mutant, { seed: 1, configurations: 20 });
    expect(outcome === 'missed').toBe(unseen.has(mutant.name));
  });
});
