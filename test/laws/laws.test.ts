import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { laws } from '../../src/laws/index.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { contextOf, smallNetwork, subjectOf } from './asking.ts';

test('ids are unique', () => {
  expect(new Set(laws.map(({ id }) => id)).size).toBe(laws.length);
});

test('every file that defines a law is one of them, and the exact ones come first', () => {
  const folder = new URL('../../src/laws/', import.meta.url);
  const files = ['exact', 'statistical'].flatMap((tier) => readdirSync(new URL(tier, folder)).map((name) => `${tier}/${name}`));
  const defining = files.filter((file) => /^export const \w+: Law\b/m.test(readFileSync(new URL(file, folder), 'utf8')));
  expect(laws.length).toBeGreaterThanOrEqual(defining.length);
  for (const file of defining) expect(laws.map(({ id }) => id)).toContain(/([^/]+)\.ts$/.exec(file)![1]);
  const tiers = laws.map(({ tier }) => tier);
  expect(tiers.lastIndexOf('exact')).toBeLessThan(tiers.indexOf('statistical'));
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
    // From a part that is universal nothing is exempt: there a verdict says what was not looked at.
    if (id === 'zero-gradient-decay')
      expect(law.check(contextOf(exempting(id)))).toMatchObject({
        verdict: 'holds',
        observations: ['the decay was not looked at: exempt by contract: by design'],
      });
    else expect(law.applies(exempting(id), smallNetwork)).toBe('exempt by contract: by design');
    expect(String(law.applies(exempting('no-such-law'), smallNetwork))).not.toContain('exempt');
  });
});
