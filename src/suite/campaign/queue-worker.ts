import { Interrupted } from '../../falsification/interrupted.ts';
import { canonicalJson } from '../../records/canonical-json.ts';
import { toFailure } from '../failure.ts';
import { connectionOf, loadBullmq, opened, queueName, sealed, type QueuedAnswer, type QueuedTask } from './campaign-queue.ts';
import { refuseForeign } from './foreign-code.ts';
import { openTaskPool, type TaskPool } from './task-pool.ts';

/** Milliseconds after which a job whose worker has said nothing is given to another, and how often that may happen. */
const [LOCKED, STALLS] = [10_000, 100];

/** How a worker of a queue works. */
export interface QueueWorkerOptions {
  /** Threads. */
  readonly workers: number;
  /** Where relative references start here. */
  readonly directory: string;
  /** Whether code that tasks name, and that does not belong to this package, may run. */
  readonly trust: boolean;
  /** What happens, a sentence each. */
  readonly tell: (sentence: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Computes the tasks of a queue until the signal: in threads, so that the locks of its jobs are renewed while it computes. A message
 * that cannot be read is named and kept aside among the failed jobs.
 *
 * @returns how many tasks were computed
 */
export async function workOnQueue(url: string, { workers, directory, trust, tell, signal }: QueueWorkerOptions): Promise<number> {
  const { Worker, UnrecoverableError } = await loadBullmq();
  const pools = new Map<string, TaskPool>();
  const poolOf = ({ reference }: QueuedTask): TaskPool => {
    const here = { ...reference, directory };
    const key = canonicalJson(here);
    const pool = pools.get(key) ?? openTaskPool(here, workers, signal);
    pools.set(key, pool);
    return pool;
  };
  let computed = 0;

  async function compute(queued: QueuedTask): Promise<QueuedAnswer> {
    try {
      refuseForeign(queued.reference, { trust });
      const result = await poolOf(queued).evaluate(queued.task);
      computed += 1;
      return { result };
    } catch (thrown) {
      // Whoever else there is computes it.
      if (thrown instanceof Interrupted) throw thrown;
      return { failure: toFailure(thrown) };
    }
  }

  const worker = new Worker(
    queueName,
    async ({ id, data }) => {
      const queued = opened<QueuedTask>(data);
      if (!('problem' in queued)) return sealed(await compute(queued));
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
  worker.on('error', ({ message }) => tell(`the queue says: ${message}`));
  worker.on('ready', () => tell(`waiting for tasks of ${queueName}`));
  await new Promise<void>((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())));
  // Jobs that are under way are not finished here: their locks lapse, and others take them.
  await worker.close(true);
  await Promise.all([...pools.values()].map((pool) => pool.close()));
  return computed;
}
