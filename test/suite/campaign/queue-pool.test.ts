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
import { fastestEngine } from '../../../src/dynamics/fastest-engine.ts';
import type { Experiment } from '../../../src/experiments/experiment.ts';
import { squaredAngularUpdate } from '../../../src/metrics/squared-angular-update.ts';
import { objective } from '../../../src/objectives/reference.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { workerEngine } from '../../../src/dynamics/workers/worker-engine.ts';
import { runStudy } from '../../../src/studies/run-study.ts';
import { opened, queueName, type QueuedPiece } from '../../../src/suite/campaign/campaign-queue.ts';
import { openLaboratory } from '../../../src/suite/campaign/laboratory.ts';
import { queueEngine } from '../../../src/suite/campaign/queue-engine.ts';
import { openQueuedJobs } from '../../../src/suite/campaign/queued-jobs.ts';
import { openQueuePool } from '../../../src/suite/campaign/queue-pool.ts';
import { loadStudy } from '../../../src/suite/load-study.ts';

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
      let heard = '';
      other.stderr!.on('data', (piece: Buffer) => (heard += piece.toString()));
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
      // However often it has knocked while Redis was away.
      expect((heard.match(/the queue says/g) ?? []).length).toBeLessThanOrEqual(1);
      await events.close();
      await queue.close();
      await pool.close();
    },
  );

  test(
    'runs of studies give the same bits, and a module that a message names is not imported',
    { timeout: 120_000 },
    async () => {
      await startWorker();
      const here = workerEngine({ workers: 1 });
      const asked = { seed: 1, quick: true, version: 'test' } as const;
      const engine = await queueEngine(url(), here, new AbortController().signal);
      const study = await loadStudy('gradient-descent-vs-flow', '.');
      expect(await runStudy(study, { engine, ...asked })).toEqual(await runStudy(study, { engine: fastestEngine, ...asked }));
      const experiment: Experiment = {
        objective: objective('isotropic-noise?alpha=1.5'),
        optimizer: sgd,
        learningRate: 1,
        weightDecay: 0.1,
        initScale: 3,
        precision: 'float64',
        seed: 1,
        streams: { initialisation: 'initialisation', data: 'data' },
        replicas: { first: 3, count: 40 },
        steps: 50,
        metrics: [squaredAngularUpdate],
        windows: [{ from: 1, to: 50 }],
      };
      expect(await engine.run(experiment)).toEqual(await fastestEngine.run(experiment));
      const queue = new Queue(queueName, { connection: { url: url() } });
      const done = (await queue.getCompleted()).filter(({ name }) => name === 'piece');
      expect(done.length).toBeGreaterThan(0);

      const { piece } = opened<QueuedPiece>(done[0].data) as QueuedPiece;
      const foreign = { ...piece, description: { ...piece.description, objective: { module: './not-imported.mjs' } } };
      const jobs = await openQueuedJobs(url(), 'piece', new AbortController().signal);
      await expect(jobs.ask('foreign', { piece: foreign })).rejects.toMatchObject({ code: 'REPLAY_UNTRUSTED' });
      await Promise.all([jobs.close(), engine.close(), here.close(), queue.close()]);
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
