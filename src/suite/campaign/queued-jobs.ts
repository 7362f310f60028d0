import { setMaxListeners } from 'node:events';
import type { Job } from 'bullmq';
import { Interrupted } from '../../falsification/interrupted.ts';
import {
  connectionOf,
  loadBullmq,
  opened,
  queueName,
  sealed,
  type QueuedAnswer,
  type QueuedPiece,
  type QueuedTask,
} from './campaign-queue.ts';
import { errorOf } from './task-pool.ts';

/** Milliseconds after which whoever waits asks for its job anew: what a Redis has lost is put there again. */
const PATIENCE = 5000;
/** How often a message that could not be read is sent. */
const TRIES = 3;
/** Seconds for which answers are kept, for whoever asks the same. */
const KEPT = 24 * 3600;

/** Jobs that workers anywhere compute. */
export interface QueuedJobs<Result> {
  /**
   * @param id content id of what is asked: to ask twice, or to compute twice, changes nothing
   * @throws what the computation threw, or `Interrupted`
   */
  ask(id: string, data: QueuedTask | QueuedPiece): Promise<Result>;
  close(): Promise<void>;
}

/**
 * A queue on Redis, from the side of who asks.
 *
 * @param kind what jobs are called
 * @param signal when it is aborted, nothing is waited for any more: `Interrupted`
 */
export async function openQueuedJobs<Result>(
  url: string,
  kind: 'task' | 'piece',
  signal: AbortSignal,
): Promise<QueuedJobs<Result>> {
  setMaxListeners(0, signal);
  const connection = connectionOf(url);
  const { Queue, QueueEvents } = await loadBullmq();
  const queue = new Queue(queueName, { connection });
  const events = new QueueEvents(queueName, { connection });
  // A Redis that is away for a while is waited for; each waiting job would be told so.
  queue.on('error', () => {});
  events.on('error', () => {});
  queue.setMaxListeners(0);
  events.setMaxListeners(0);
  const ended = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(new Interrupted(String(signal.reason))), { once: true }),
  );
  ended.catch(() => {});

  async function answerOf(job: Job): Promise<{ readonly result: Result } | 'failed' | undefined> {
    let answer: unknown;
    try {
      answer = await job.waitUntilFinished(events, PATIENCE);
    } catch {
      // What could not be read is kept aside under its id; what is only late goes on.
      return (await job.isFailed()) ? 'failed' : undefined;
    }
    const read = opened<QueuedAnswer<Result>>(answer);
    if ('problem' in read) {
      await job.remove();
      return undefined;
    }
    if ('failure' in read) {
      // Failures are not kept: whoever mends what failed asks again.
      await job.remove().catch(() => {});
      throw errorOf(read.failure);
    }
    return read;
  }

  async function ask(id: string, data: QueuedTask | QueuedPiece): Promise<Result> {
    for (let failed = 0; failed < TRIES;) {
      const jobId = failed === 0 ? id : `${id}-${failed}`;
      const job = await queue.add(kind, sealed(data), { jobId, removeOnComplete: { age: KEPT } });
      const answer = await answerOf(job);
      if (answer === 'failed') failed += 1;
      else if (answer !== undefined) return answer.result;
    }
    throw new Error(`no worker could read ${kind} ${id}, which is kept among the failed ones of ${queueName}`);
  }

  return {
    ask: (id, data) =>
      signal.aborted ? Promise.reject(new Interrupted(String(signal.reason))) : Promise.race([ended, ask(id, data)]),
    async close() {
      await Promise.all([events.disconnect(), queue.disconnect()]);
    },
  };
}
