import { openThread } from '../../dynamics/workers/channel.ts';
import { unpackThrown } from '../../dynamics/workers/thrown.ts';
import { createWorkerPool } from '../../dynamics/workers/worker-pool.ts';
import type { WorkerAnswer } from '../../dynamics/workers/worker-protocol.ts';
import type { EnsembleRecord } from '../../experiments/experiment.ts';
import { Interrupted } from '../../falsification/interrupted.ts';
import type { TaskResult } from '../../falsification/task.ts';
import { canonicalJson } from '../../records/canonical-json.ts';
import { toFailure } from '../failure.ts';
import type { QueuedAnswer, QueuedPiece, QueuedTask } from './campaign-queue.ts';
import { refuseForeign, refuseModules } from './foreign-code.ts';
import { openTaskPool, type TaskPool } from './task-pool.ts';

/** What computes, and under which conditions. */
export interface BenchOptions {
  /** Threads. */
  readonly workers: number;
  /** Where relative references start here. */
  readonly directory: string;
  /** Whether code that tasks name, and that does not belong to this package, may run. */
  readonly trust: boolean;
  readonly signal: AbortSignal;
}

/** Where jobs of a queue are computed. */
export interface Bench {
  compute(queued: QueuedTask | QueuedPiece): Promise<QueuedAnswer>;
  /** Jobs so far. */
  readonly computed: number;
  close(): Promise<void>;
}

/** Opens threads for whatever comes: tasks of campaigns, each in a laboratory of its own, and pieces of runs. */
export function openBench({ workers, directory, trust, signal }: BenchOptions): Bench {
  let computed = 0;
  const pools = new Map<string, TaskPool>();
  const poolOf = ({ reference }: QueuedTask): TaskPool => {
    const here = { ...reference, directory };
    const key = canonicalJson(here);
    const pool = pools.get(key) ?? openTaskPool(here, workers, signal);
    pools.set(key, pool);
    return pool;
  };
  const pieces = createWorkerPool(workers, openThread);

  async function pieceOf({ piece }: QueuedPiece): Promise<EnsembleRecord> {
    if (!trust) refuseModules(piece.description);
    const answer = (await pieces.ask(piece, signal)) as WorkerAnswer;
    if ('record' in answer) return answer.record;
    throw unpackThrown(answer.thrown);
  }

  async function taskOf(queued: QueuedTask): Promise<TaskResult> {
    refuseForeign(queued.reference, { trust });
    return poolOf(queued).evaluate(queued.task);
  }

  async function compute(queued: QueuedTask | QueuedPiece): Promise<QueuedAnswer> {
    try {
      const result = await ('piece' in queued ? pieceOf(queued) : taskOf(queued));
      computed += 1;
      return { result };
    } catch (thrown) {
      // Whoever else there is computes it.
      if (thrown instanceof Interrupted || signal.aborted) throw thrown;
      return { failure: toFailure(thrown) };
    }
  }

  return {
    compute,
    get computed() {
      return computed;
    },
    async close() {
      await Promise.all([pieces, ...pools.values()].map((pool) => pool.close()));
    },
  };
}
