import { describe, expect, test } from 'vitest';
import { claim, type Allowed } from '../../src/studies/claim.ts';
import { exactly, meanOf, medianOf, through } from '../../src/studies/estimate.ts';
import { overall } from '../../src/studies/overall.ts';
import { spread, theory } from '../../src/studies/series.ts';

const between = (low: number, high: number) => ({ value: (low + high) / 2, interval: [low, high] as const, trials: 9 });

describe('a claim', () => {
  test.each<[string, number, number, Allowed, string]>([
    ['inside a share of theory', 1.99, 2.01, { theory: 2, within: 0.01 }, 'holds'],
    ['across an end', 1.97, 2.01, { theory: 2, within: 0.01 }, 'undecided'],
    ['outside', 2.03, 2.04, { theory: 2, within: 0.01 }, 'refuted'],
    ['a share of something negative', -2.01, -1.99, { theory: -2, within: 0.01 }, 'holds'],
    ['a distance from 0', -0.1, 0.1, { theory: 0, apart: 0.2 }, 'holds'],
    ['above', 1, 2, { above: 0.5 }, 'holds'],
    ['not above', 1, 2, { above: 2.5 }, 'refuted'],
    ['below', 1, 2, { below: 1.5 }, 'undecided'],
  ])('%s', (_, low, high, allowed, verdict) => expect(claim('it', between(low, high), allowed).verdict).toBe(verdict));

  test('of what is not finite is undecided, and has no number that JSON lacks', () => {
    const { verdict, measured, interval } = claim('it', meanOf([1, NaN, 2]), { below: 3 });
    expect({ verdict, measured, interval }).toEqual({ verdict: 'undecided', measured: null, interval: [null, null] });
    expect(claim('it', exactly(NaN), { below: 3 }).verdict).toBe('undecided');
  });

  test('decides together with others: one refuted is enough, and nothing is no evidence', () => {
    const verdicts = (...list: ('holds' | 'refuted' | 'undecided')[]) => overall(list.map((verdict) => ({ verdict })));
    expect(verdicts('holds', 'undecided', 'refuted')).toBe('refuted');
    expect(verdicts('holds', 'undecided')).toBe('undecided');
    expect(verdicts('holds')).toBe('holds');
    expect(verdicts()).toBe('undecided');
  });
});

describe('an estimate', () => {
  test('narrows with the number of trials, and goes through a decreasing function upside down', () => {
    const few = meanOf([1, 2, 3, 4]);
    const many = meanOf([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]);
    expect(many.interval[1] - many.interval[0]).toBeLessThan(few.interval[1] - few.interval[0]);
    const { interval } = through(between(1, 2), (x) => -x);
    expect(interval).toEqual([-2, -1]);
  });

  test('of a median is open where trials are few', () => expect(medianOf([1, 2, 3]).interval).toEqual([-Infinity, Infinity]));
});

test('lines of theory end where the measurements end', () => {
  expect(spread(1e-3, 0.03, 4).at(-1)).toBe(0.03);
  const { points } = theory('line', [0.01, 1, 0.001], (x) => x, 'logarithmic');
  expect([points[0].x, points.at(-1)!.x]).toEqual([0.001, 1]);
});
