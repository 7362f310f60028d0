import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const built = new URL('../../../dist/subjects/process/collect-late.js', import.meta.url).href;

/** Bytes that a thread has for new objects once it has made some. */
function roomOfThread(before: string): number {
  const program = `
    import { Worker } from 'node:worker_threads';
    ${before}
    const thread = \`
      import { getHeapSpaceStatistics } from 'node:v8';
      import { parentPort } from 'node:worker_threads';
      parentPort.postMessage(getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size);\`;
    new Worker(thread, { eval: true }).on('message', (bytes) => console.log(bytes));`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }));
}

test('threads that are started afterwards have room for 16 MB of new objects', () => {
  expect(roomOfThread('')).toBeLessThan(2 ** 23);
  expect(roomOfThread(`import { collectLate } from ${JSON.stringify(built)}; collectLate();`)).toBeGreaterThanOrEqual(2 ** 24);
});
