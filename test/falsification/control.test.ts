import { expect, test } from 'vitest';
import { isFalse, runControl, type ControlRow } from '../../scripts/falsify/run-control.ts';
import { runs } from '../size.ts';

const told = (rows: readonly ControlRow[]): string[] =>
  rows.map(({ key, verdict, sentence }) => `${key}: ${verdict}, ${sentence}`);

test(
  'the control finds nothing where theory supports the claim, and nothing in a true null',
  { timeout: 3_600_000 },
  async () => {
    const size = { settings: runs(4, 40), campaigns: runs(1, 8), steps: runs(60_000, 400_000) };
    const rows = await runControl({ ...size, seed: 1, planted: false });
    expect(rows).toHaveLength(size.settings + size.campaigns);
    expect(told(rows.filter(isFalse))).toEqual([]);
  },
);

test('and says so where there is something', { timeout: 600_000 }, async () => {
  const rows = await runControl({ settings: 1, campaigns: 0, steps: 1, seed: 1, planted: true });
  expect(rows.filter(isFalse), String(told(rows))).toHaveLength(1);
});
