import { describe, expect, test } from 'vitest';
import { classifiedAs, judge, readClassified, type Classified } from '../../../scripts/sweep/judge-record.ts';
import { describeSweep, judgeAll, summarise } from '../../../scripts/sweep/sweep-page.ts';
import type { LawFinding, SweepRecord } from '../../../scripts/sweep/sweep-record.ts';

const record = (change: Partial<SweepRecord> = {}): SweepRecord => ({
  library: 'library',
  version: '1.0',
  name: 'Adam',
  date: '2026-11-28T12:00',
  by: 'intrinsic-lr at 0000000',
  exit: 0,
  outOfTime: false,
  seconds: 2,
  refuted: [],
  undecided: [],
  notes: [],
  ...change,
});
const refuted = (...findings: LawFinding[]): SweepRecord => record({ exit: 1, refuted: findings });
const uphill: LawFinding = { law: 'first-step', says: 'the first step of tensor 0 goes up its gradient' };
const dead: LawFinding = { law: 'live-hyperparameters', says: 'beta1 has no effect' };
const bug: Classified = { bugs: [{ what: 'ascent', laws: ['first-step'], named: 'up its gradient' }] };

describe('an honest optimizer', () => {
  test('is right where it holds, and nothing else counts as right', () => {
    expect(judge(record(), { honest: '' })).toBe('right');
    expect(judge(refuted(dead), { honest: 'unusual' })).toBe('refuted falsely');
    expect(judge(record({ exit: 4 }), { honest: '' })).toBe('undecided');
    expect(judge(record({ exit: 3 }), { honest: '' })).toBe('not run');
    expect(judge(record({ exit: 130, outOfTime: true }), { honest: '' })).toBe('out of time');
  });

  test('may meet a limit of its numbers by the laws that are named, and by no other', () => {
    const known: Classified = { honest: '', mayRefute: { laws: ['first-step'], why: 'overflow' } };
    expect(judge(refuted(uphill), known)).toBe('right');
    expect(judge(refuted(uphill, dead), known)).toBe('refuted falsely');
  });
});

describe('a known bug', () => {
  test('is caught by one of its laws, and named by their words or their cause', () => {
    expect(judge(refuted(uphill), bug)).toBe('caught');
    expect(judge(refuted({ ...uphill, says: 'something is wrong' }), bug)).toBe('caught, not named');
    expect(judge(refuted({ law: 'first-step', cause: 'up its gradient', says: '' }), bug)).toBe('caught');
  });

  test('is missed where other laws refute, or none', () => {
    expect(judge(refuted(dead), bug)).toBe('missed');
    expect(judge(record(), bug)).toBe('missed');
    expect(judge(record({ exit: 4 }), bug)).toBe('missed');
    expect(judge(record({ exit: 3 }), bug)).toBe('not run');
  });
});

test('a refutation of what nobody has read is not classified', () => {
  expect(judge(refuted(dead), undefined)).toBe('not classified');
  expect(judge(record(), undefined)).toBe('right');
});

test('with other options an optimizer is what it is without, unless it is listed', () => {
  const classified = { 'library:Adam': bug, 'library:Adam?maximize=true': { honest: 'ascent is asked for' } };
  expect(classifiedAs(classified, record({ name: 'Adam?foreach=true' }))).toBe(bug);
  expect(classifiedAs(classified, record({ name: 'Adam?maximize=true' }))).toHaveProperty('honest');
});

test('every classified optimizer has a reason that can be read, and patterns that compile', () => {
  for (const [key, known] of Object.entries(readClassified())) {
    expect(key).toMatch(/^(torch|optax|pytorch-optimizer|timm):\w/);
    expect(Object.keys(known).length, key).toBeGreaterThan(0);
    for (const { laws, named } of known.bugs ?? []) {
      expect(laws.length, key).toBeGreaterThan(0);
      expect(new RegExp(named).test(''), key).toBe(false);
    }
  }
});

test('the summary counts each kind, and the page has a row an optimizer', () => {
  const records = [record(), { ...refuted(dead), name: 'Lion' }, { ...refuted(uphill), name: 'Ranger' }];
  const judged = judgeAll(records, { 'library:Adam': { honest: '' }, 'library:Lion': { honest: '' }, 'library:Ranger': bug });
  expect(summarise(judged)).toEqual(
    expect.arrayContaining(['honest refuted: 1 of 2 (50.0 %): library:Lion', 'with bugs, caught: 1 of 1; missed: none']),
  );
  const page = describeSweep(judged, 'npm run sweep');
  expect(page).toContain('| library 1.0 | 3 | 1 | 1 | 0 | 1 | 0 | 0 | 0 | 0 |');
  expect(page).toContain('| Ranger | caught | 1 | 2 | – | – | **first-step** the first step of tensor 0 goes up its gradient |');
});
