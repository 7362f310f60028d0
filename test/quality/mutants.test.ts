import { describe, expect, test } from 'vitest';
import { examineMutant } from '../../scripts/mutants/examine-mutant.ts';
import { mutants, mutations } from '../../scripts/mutants/mutants.ts';
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

/** What nothing tells from a sound rule: rectified Adam whose counter stays at one is heavy-ball momentum for ever. */
const sound = ['radam: the counter stays at one'];

// Of other optimizers and other mistakes from one to the next.
const { cases, said } = sample(all, 122);

describe(`each is caught${said}`, () => {
  test.each(cases.map((mutant) => [mutant.name, mutant] as const))('%s', async (_, mutant) => {
    const { outcome } = await examineMutant(checkOptimizer, mutant, { seed: 1, configurations: 20 });
    expect(outcome === 'missed').toBe(sound.includes(mutant.name));
  });
});
