import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isStarved, runningOf } from '../../../src/subjects/process/running.ts';

test('a look does not count at a child that is ready and was given no processor', () => {
  const [waits, ready] = [false, true].map((each) => (ticks: number) => ({ ready: each, ticks }));
  expect(isStarved(ready(7), ready(7))).toBe(true);
  // It computes, for ever perhaps.
  expect(isStarved(ready(7), ready(8))).toBe(false);
  // It waits for something that is no processor, or did when it was last looked at.
  expect(isStarved(waits(7), waits(7))).toBe(false);
  expect(isStarved(waits(7), ready(7))).toBe(false);
  expect(isStarved(ready(7), waits(7))).toBe(false);
  // Nobody says.
  expect(isStarved(undefined, ready(7))).toBe(false);
  expect(isStarved(ready(7), undefined)).toBe(false);
});

test.runIf(process.platform === 'linux')('the system says of a process whether it is ready', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume(); process.stdout.write("here")']);
  await once(child.stdout, 'data');
  const before = runningOf(process.pid)!;
  // More than a tick, by the clock of this process alone.
  const begun = process.cpuUsage();
  while (process.cpuUsage(begun).user < 50_000) Math.sqrt(2);
  const after = runningOf(process.pid)!;
  expect(after).toMatchObject({ ready: true });
  expect(after.ticks).toBeGreaterThan(before.ticks);
  while (runningOf(child.pid!)?.ready) await new Promise(setImmediate);
  expect(runningOf(child.pid!)).toMatchObject({ ready: false });
  child.kill();
  await once(child, 'exit');
  expect(runningOf(2 ** 30)).toBeUndefined();
});
