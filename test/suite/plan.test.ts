import { describe, expect, test } from 'vitest';
import { exactObjectives, statisticalObjectives } from '../../src/suite/defaults.ts';
import { planPairs } from '../../src/suite/plan.ts';
import { fakeLaw } from './fake-law.ts';

const laws = [
  fakeLaw('equilibrium', 'holds', { tier: 'statistical' }),
  fakeLaw('determinism', 'holds'),
  fakeLaw('finiteness', 'holds'),
];
const plan = (selection: Parameters<typeof planPairs>[0]): string[] =>
  planPairs(selection, laws).map(({ law, objective }) => `${law} ${objective}`);

describe('a plan', () => {
  test('asks every law on the objectives of its tier, exact laws first', () => {
    const exact = ['determinism', 'finiteness'].flatMap((law) => exactObjectives.map((objective) => `${law} ${objective}`));
    expect(plan({})).toEqual([...exact, ...statisticalObjectives.map((objective) => `equilibrium ${objective}`)]);
    expect(plan({ tier: 'exact' })).toEqual(exact);
  });

  test('takes the laws that are named, and the names of tiers', () => {
    expect(plan({ laws: ['finiteness'], objectives: ['two-basins'] })).toEqual(['finiteness two-basins']);
    expect(plan({ laws: ['statistical', 'determinism'], objectives: ['two-basins'] })).toEqual([
      'determinism two-basins',
      'equilibrium two-basins',
    ]);
    expect(plan({ laws: ['equilibrium'], tier: 'exact' })).toEqual([]);
  });

  test('replaces the objectives of every law by those that are named', () => {
    expect(plan({ laws: ['determinism', 'equilibrium'], objectives: ['two-basins', 'isotropic-noise'] })).toEqual([
      'determinism two-basins',
      'determinism isotropic-noise',
      'equilibrium two-basins',
      'equilibrium isotropic-noise',
    ]);
  });

  test('refuses names that do not exist, with the nearest', () => {
    expect(() => plan({ laws: ['finitenes'] })).toThrow(/no law called "finitenes"\n {2}did you mean "finiteness"\?/);
    expect(() => plan({ laws: ['zzzzzzzz'] })).toThrow(/the choice is: equilibrium, determinism, finiteness, exact, statistical/);
    expect(() => plan({ objectives: ['two-basin'] })).toThrow(/did you mean "two-basins"/);
  });
});
