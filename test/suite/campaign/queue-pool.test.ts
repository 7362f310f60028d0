import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue, QueueEvents } from 'bullmq';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spaceOf, commonFields } from '../../../src/falsification/space/space.ts';
import type { ScreenTask } from '../../../src/falsification/task.ts';
import { withValue } from '../../../src/falsification/space/field.ts';
import { evaluateHere } from '../../../src/falsification/evaluate.ts';
import { queueName } from '../../../src/suite/campaign/campaign-queue.ts';
import { openLaboratory } from '../../../src/suite/campaign/laboratory.ts';
import { openQueuePool } from '../../../src/suite/campaign/queue-pool.ts';

const installed = spawnSync('redis-server', ['--version']).status === 0;
if (!installed) console.log('no redis-server is installed: the queue is not tested (apt-get install redis-server)');

const main = join(import.meta.dirname, '../../../dist/cli/main.js');
const reference = { conjecture: 'equilibrium', seed: 1, directory: '.' };

/** Looks at settings that differ. */
const tasks = Array.from({ length: 24 }, (_, i): ScreenTask => {
  const { plain } = spaceOf(commonFields);
  const setting = withValue(withValue(plain, 'objective.width', i % 2 === 0 ? 4 : 8), 'horizon', 20 + i);
  return { kind: 'screen', setting, phase: 'queue', replicas: 16 };
});

describe.runIf(installed)('a queue on a real Redis', () => {
  const folder = mkdtempSync(join(tmpdir(), 'queue-'));
  const children: ChildProcess[] = [];
  let port = 0;
  let redis: ChildProcess;

  async function startRedis(): Promise<void> {
    redis = spawn('redis-server', ['--port', `${port}`, '--dir', folder, '--appendonly', 'yes', '--appendfsync', 'always']);
    children.push(redis);
    await said(redis, 'Ready to accept connections');
  }
  async function startWorker(): Promise<ChildProcess> {
    const worker = spawn(process.execPath, [main, 'worker', '--queue', url(), '--workers', '1']);
    children.push(worker);
    await said(worker, 'waiting for tasks');
    return worker;
  }
  const url = (): string => `redis://127.0.0.1:${port}`;

  beforeAll(async () => {
    const server = createServer().listen(0);
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
    server.close();
    await once(server, 'close');
    await startRedis();
  });

  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  test(
    'gives the same bits while a worker is killed and Redis restarted, and keeps what it cannot read',
    { timeout: 120_000 },
    async () => {
      const [doomed, other] = [await startWorker(), await startWorker()];
      const unread = said(other, 'is skipped and kept');
      const pool = await openQueuePool(url(), reference, new AbortController().signal);
      let answered = 0;
      const asked = tasks.map(async (task) => {
        const result = await pool.evaluate(task);
        answered += 1;
        if (answered === 4) doomed.kill('SIGKILL');
        if (answered === 8) {
          redis.kill('SIGTERM');
          await once(redis, 'exit');
          await startRedis();
        }
        return result;
      });
      const here = evaluateHere(await openLaboratory(reference));
      const expected = [];
      for (const task of tasks) expected.push(await here(task));
      expect(await Promise.all(asked)).toEqual(expected);
      // What is known is not computed again.
      expect(await pool.evaluate(tasks[0])).toEqual(expected[0]);

      const queue = new Queue(queueName, { connection: { url: url() } });
      expect(await queue.getJobCountByTypes('completed')).toBe(tasks.length);
      const events = new QueueEvents(queueName, { connection: { url: url() } });
      const torn = await queue.add('task', { sealed: 'torn' }, { jobId: 'torn' });
      await expect(torn.waitUntilFinished(events)).rejects.toThrow('sealed line');
      expect(await unread).toContain('job torn is skipped');
      const [kept] = await queue.getFailed();
      expect(kept.id).toBe('torn');
      await events.close();
      await queue.close();
      await pool.close();
    },
  );
});

/** Resolves with the text that a process has written when these words are in it. */
async function said(child: ChildProcess, words: string): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    for (const output of [child.stdout!, child.stderr!])
      output.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.includes(words)) resolve(text);
      });
    child.once('exit', () => reject(new Error(`it ended before it said "${words}": ${text}`)));
  });
}
