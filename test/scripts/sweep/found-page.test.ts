import { expect, test } from 'vitest';
import { describeFound } from '../../../scripts/sweep/found-page.ts';
import { judgeAll } from '../../../scripts/sweep/sweep-page.ts';
import type { SweepRecord } from '../../../scripts/sweep/sweep-record.ts';

const record = (name: string, refuted: SweepRecord['refuted']): SweepRecord => ({
  library: 'torch',
  version: '2.0.0',
  name,
  date: '2026-01-02T03:04',
  by: 'intrinsic-lr at abc',
  exit: refuted.length > 0 ? 1 : 0,
  outOfTime: false,
  seconds: 1,
  refuted,
  undecided: [],
  notes: [],
});

const bug = { what: 'a rate acts late', laws: ['live-hyperparameters'], named: 'earlier step' };

test('each known bug gets the refutation that names it, or is said not to be caught', () => {
  const judged = judgeAll(
    [
      record('ASGD', [
        { law: 'finiteness', cause: 'not-finite', says: 'of an earlier step' },
        { law: 'live-hyperparameters', cause: 'rate-dead', says: 'something else' },
        { law: 'live-hyperparameters', cause: 'rate-previous', says: 'the rate of an earlier step | is used' },
      ]),
      record('Adam', []),
      record('Other', []),
    ],
    { 'torch:ASGD': { bugs: [bug] }, 'torch:Adam': { bugs: [bug] } },
  );
  const page = describeFound('# Bugs\n\n| 1 | kept |\n\n## What the laws say\n\nold\n', judged, 'the command');
  expect(page).toMatch(/^# Bugs\n\n\| 1 \| kept \|\n\n## What the laws say\n\nWritten by `the command`/);
  expect(page).not.toContain('old');
  expect(page).toContain(
    '| torch:ASGD 2.0.0 | a rate acts late | live-hyperparameters | rate-previous | the rate of an earlier step \\| is used |',
  );
  expect(page).toContain('| torch:Adam 2.0.0 | a rate acts late | not caught | – | – |');
  expect(page).not.toContain('Other');
  expect(describeFound(page, judged, 'the command')).toBe(page);
});
