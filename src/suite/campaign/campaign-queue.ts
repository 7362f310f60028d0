import type { ConnectionOptions } from 'bullmq';
import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import type { WorkerRequest } from '../../dynamics/workers/worker-protocol.ts';
import type { EnsembleRecord } from '../../experiments/experiment.ts';
import { seal, unseal } from '../../records/seal.ts';
import type { Task, TaskResult } from '../../falsification/task.ts';
import type { Failure } from '../failure.ts';
import { version } from '../version.ts';
import type { LaboratoryReference } from './laboratory.ts';

/** What travels to a worker: a task, and what it is about. */
export interface QueuedTask {
  readonly reference: LaboratoryReference;
  readonly task: Task;
}

/** What else may travel to a worker: a piece of a run, as it would travel to a thread. */
export interface QueuedPiece {
  readonly piece: WorkerRequest;
}

/** What comes back: what a thread of this machine would have said. */
export type QueuedAnswer<Result = TaskResult | EnsembleRecord> = { readonly result: Result } | { readonly failure: Failure };

/** The queue of a version: numbers of two versions may differ, and are not mixed. */
export const queueName: string = `intrinsic-lr-${version}`;

/** Data of a job: one sealed line, so that a message that was damaged on its way is known for one. */
export function sealed(value: QueuedTask | QueuedPiece | QueuedAnswer): { readonly sealed: string } {
  return { sealed: seal(value) };
}

/** What a job holds, or what is wrong with it. */
export function opened<Value>(data: unknown): Value | { readonly problem: string } {
  const line = (data as { readonly sealed?: unknown } | null | undefined)?.sealed;
  if (typeof line !== 'string') return { problem: 'it holds no sealed line' };
  const read = unseal(line);
  return 'problem' in read ? read : (read.value as Value);
}

/**
 * BullMQ, which is no dependency of who needs no queue.
 *
 * @throws ConfigurationError `QUEUE_MISSING` where it is not installed
 */
export async function loadBullmq(): Promise<typeof import('bullmq')> {
  try {
    // Both are looked for, so that neither is missed in the midst of a campaign.
    const [bullmq] = await Promise.all([import('bullmq'), import('ioredis')]);
    return bullmq;
  } catch (thrown) {
    throw new ConfigurationError(
      'QUEUE_MISSING',
      `a queue takes bullmq and ioredis, which cannot be loaded: ${(thrown as Error).message}`,
      'install them beside intrinsic-lr: npm install bullmq ioredis',
    );
  }
}

/**
 * Where a queue is.
 *
 * @param url `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS
 * @throws ConfigurationError `QUEUE_INVALID`
 */
export function connectionOf(url: string): ConnectionOptions {
  if (!/^rediss?:\/\/./.test(url) || !URL.canParse(url)) {
    throw new ConfigurationError(
      'QUEUE_INVALID',
      `--queue ${url} is no address of a Redis`,
      'for example: --queue redis://localhost:6379',
    );
  }
  // Whoever waits goes on waiting while Redis restarts.
  return { url, maxRetriesPerRequest: null };
}
