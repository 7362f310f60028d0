import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { nightly } from '../size.ts';

const script = fileURLToPath(new URL('../../scripts/found/replay-found.py', import.meta.url));
const page = readFileSync(new URL('../../docs/found.md', import.meta.url), 'utf8');
const replayed = [...readFileSync(script, 'utf8').matchAll(/^@bug\((\d+), "([\w-]+)", "([\d.]+)"\)$/gm)];

test('the page and the script have the same bugs, in the same versions', () => {
  const numbers = [...page.matchAll(/^\| (\d+) \|/gm)].map(([, number]) => number);
  expect([...new Set(replayed.map(([, number]) => number))]).toEqual(numbers);
  for (const [, number, library, version] of replayed) {
    const row = page.split('\n').find((line) => line.startsWith(`| ${number} |`))!;
    expect(row).toContain(`${library} ${version}`);
  }
});

// Versions are fixed, so that what comes of them hardly changes, and importing all of them takes seconds.
test.runIf(nightly)(
  'what the page says of a library comes of it, where that library is installed (npm run nightly)',
  ({ skip }) => {
    const python = process.env.INTRINSIC_LR_PYTHON ?? 'python3';
    const { status, stdout, error } = spawnSync(python, [script], { encoding: 'utf8' });
    if (error !== undefined) skip(`there is no ${python}`);
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(replayed.length);
    // Printed with the reason of each that is skipped.
    console.log(lines.filter((line) => line.startsWith('skipped')).join('\n'));
    expect(lines.filter((line) => line.startsWith('NOT'))).toEqual([]);
    expect(status).toBe(0);
  },
);
