import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { runs } from '../size.ts';

const control = (words: string): { readonly status: number | null; readonly stdout: string } =>
  spawnSync(process.execPath, ['scripts/falsify/control.mjs', ...words.split(' ')], { encoding: 'utf8' });

test('the control finds nothing where theory supports the claim, and nothing in a true null', { timeout: 3_600_000 }, () => {
  const { status, stdout } = control(`--settings ${runs(4, 40)} --campaigns ${runs(1, 8)} --steps ${runs(60_000, 400_000)}`);
  expect(stdout).toMatch(/where theory supports the claim \| \d+ \| 0,/);
  expect(stdout).toMatch(/true null.*\| 0,/);
  expect(status).toBe(0);
});

test('and says so where there is something', { timeout: 600_000 }, () => {
  const { status, stdout } = control('--settings 1 --campaigns 0 --planted');
  expect(stdout).toMatch(/where theory supports the claim \| 1 \| 1,/);
  expect(status).toBe(1);
});
