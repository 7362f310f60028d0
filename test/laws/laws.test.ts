import { describe, expect, test } from 'vitest';
import { laws } from '../../src/laws/index.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { smallNetwork, subjectOf } from './asking.ts';

test('ids are unique', () => {
  expect(new Set(laws.map(({ id }) => id)).size).toBe(laws.length);
});

test('the exact laws are all there, and come first', () => {
  expect(laws.filter(({ tier }) => tier === 'exact').map(({ id }) => id)).toEqual([
    'determinism',
    'drive-invariance',
    'exponential-rate-equivalence',
    'finiteness',
    'first-step',
    'gradient-accumulation',
    'gradient-orthogonality',
    'gradient-scale',
    'live-hyperparameters',
    'partition-invariance',
    'radial-identity',
    'resume',
    'scale-invariance',
    'scaling-symmetry',
    'zero-gradient-decay',
  ]);
  expect(laws.slice(0, 15).every(({ tier }) => tier === 'exact')).toBe(true);
});

const subject = subjectOf(sgd);

describe.each(laws.map((law) => [law.id, law] as const))('%s', (id, law) => {
  test('says what it claims, its formula, its source and its domain', () => {
    for (const text of [law.claim, law.formula, law.source, law.domain]) expect(text.length).toBeGreaterThan(10);
    expect(law.claim).toMatch(/^[A-Z].*\.$/);
  });

  test('does not apply where the contract exempts it, and says why', () => {
    const exempting = (name: string) => ({
      ...subject,
      optimizer: { ...sgd, contract: { ...sgd.contract, exempt: { [name]: 'by design' } } },
    });
    expect(law.applies(exempting(id), smallNetwork)).toBe('exempt by contract: by design');
    expect(String(law.applies(exempting('no-such-law'), smallNetwork))).not.toContain('exempt');
  });
});
