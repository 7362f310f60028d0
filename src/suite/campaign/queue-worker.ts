import { connectionOf, loadBullmq, opened, queueName, sealed, type QueuedPiece, type QueuedTask } from './campaign-queue.ts';
import { openBench, type BenchOptions } from './queue-bench.ts';
import { toldOnce } from './told-once.ts';

/** Milliseconds after which a job whose worker has said nothing is given to another, and how often that may happen. */
const [LOCKED, STALLS] = [10_000, 100];

/** How a worker of a queue works. */
export interface QueueWorkerOptions extends BenchOptions {
  /** What happens, a sentence each. */
  readonly tell: (sentence: string) => void;
}

/**
 * Computes the tasks of campaigns and the pieces of runs that are in a queue, until the signal: in threads, so that the locks of its jobs are renewed while it computes. A message
 * that cannot be read is named and kept aside among the failed jobs.
 *
 * @returns how many tasks were computed
 */
export async function workOnQueue(url: string, { workers, directory, trust, tell, signal }: QueueWorkerOptions): Promise<number> {
  const { Worker, UnrecoverableError } = await loadBullmq();
  const bench = openBench({ workers, directory, trust, signal });
  const worker = new Worker(
    queueName,
    async ({ id, data }) => {
      const queued = opened<QueuedTask | QueuedPiece>(data);
      if (!('problem' in queued)) return sealed(await bench.compute(queued));
      tell(`job ${id} is skipped and kept among the failed ones of ${queueName}: ${queued.problem}`);
      throw new UnrecoverableError(queued.problem);
    },
    {
      connection: connectionOf(url),
      concurrency: workers,
      lockDuration: LOCKED,
      stalledInterval: LOCKED / 2,
      maxStalledCount: STALLS,
    },
  );
  const trouble = toldOnce(tell);
  worker.on('error', ({ message }) => trouble.fails(`the queue says: ${message}; it is waited for`));
  worker.on('ready', () => {
    trouble.isWell();
    tell(`waiting for tasks of ${queueName}`);
  });
  worker.on('active', () => trouble.isWell());
  await new Promise<void>((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())));
  // Jobs that are under way are not finished here: their locks lapse, and others take them.
  await worker.close(true);
  await bench.close();
  return bench.computed;
}
