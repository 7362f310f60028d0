import type { Fingerprint } from '../inference/fingerprint.ts';
import type { Answer, Host, Pair, Task, TaskProgress } from './host.ts';
import { IsolatedWorker, type IsolatedWorkerOptions } from './isolated-worker.ts';
import type { OpenedSubject } from './open-subject.ts';
import type { TaskOutcome } from './run-task.ts';
import type { WorkerRequest } from './worker-protocol.ts';

// Written on node:worker_threads because a watchdog must end one particular thread, and a subject's writes to standard output
// must be captured: the pools on npm start, choose and end threads themselves, and let their output through.

/** How many workers, and under which limits. */
export interface WorkerPoolOptions extends IsolatedWorkerOptions {
  readonly workers: number;
}

interface Job {
  readonly subject: number;
  readonly request: WorkerRequest;
  /** See `Task`. */
  readonly shares?: string;
  readonly progress?: TaskProgress;
  readonly resolve: (answer: Answer<unknown>) => void;
}

const over = { kind: 'cancelled', reason: 'the run is over' } as const;

/** A host whose subjects run isolated in worker threads, which are started when there is work for them. */
export interface WorkerPool extends Host {
  /** Times that subjects tried to write to standard output. */
  readonly writes: number;
  /** Measures what a subject does, whatever it claims. */
  fingerprint(subject: number): Promise<Answer<Fingerprint>>;
}

/**
 * Runs subjects in worker threads.
 *
 * @param references the subjects, in the order of the run
 */
export function createWorkerPool(references: readonly string[], { workers: size, ...options }: WorkerPoolOptions): WorkerPool {
  const queue: Job[] = [];
  const workers = new Set<IsolatedWorker>();
  const busy = new Map<IsolatedWorker, Job>();
  const cancelled = new Map<number | undefined, string>();
  let writes = 0;

  /** What was shared last where. */
  const sharing = new Map<string, IsolatedWorker>();

  function submit<Value>(subject: number, request: WorkerRequest, progress?: TaskProgress): Promise<Answer<Value>> {
    const reason = cancelled.get(undefined) ?? cancelled.get(subject);
    if (reason !== undefined) return Promise.resolve({ kind: 'cancelled', reason });
    return new Promise((resolve) => {
      const shares = request.kind === 'run' ? request.task.shares : undefined;
      queue.push({ subject, request, shares, progress, resolve: resolve as Job['resolve'] });
      dispatch();
    });
  }

  function dispatch(): void {
    for (let job = nextJob(); job !== undefined; job = nextJob()) {
      const worker = workerFor(job);
      if (worker === undefined) return;
      queue.splice(queue.indexOf(job), 1);
      start(job, worker);
    }
  }

  function start(job: Job, worker: IsolatedWorker): void {
    busy.set(worker, job);
    if (job.shares !== undefined) sharing.set(job.shares, worker);
    void worker.perform(job.request, job.progress).then((answer) => {
      busy.delete(worker);
      if (!worker.alive) retire(worker);
      job.resolve(answer);
      dispatch();
    });
  }

  /** What can use the memory of a worker that has nothing to do; else the first that need not wait for such a memory. */
  function nextJob(): Job | undefined {
    const running = new Set([...busy.values()].map(({ shares }) => shares));
    return (
      queue.find((job) => idleMemory(job) !== undefined) ??
      queue.find(({ shares }) => shares === undefined || !running.has(shares))
    );
  }

  /** The worker that remembers what a job can use, if it has nothing to do. */
  function idleMemory({ shares }: Job): IsolatedWorker | undefined {
    const worker = shares === undefined ? undefined : sharing.get(shares);
    return worker?.alive === true && !busy.has(worker) ? worker : undefined;
  }

  function workerFor(job: Job): IsolatedWorker | undefined {
    for (const worker of workers) if (!worker.alive && !busy.has(worker)) retire(worker);
    const idle = [...workers].filter((worker) => !busy.has(worker));
    const suitable = idleMemory(job) ?? idle.find((worker) => worker.serves(job.request.reference));
    if (suitable !== undefined) return suitable;
    if (workers.size >= size) {
      if (idle.length === 0) return undefined;
      idle[0].end(over);
      retire(idle[0]);
    }
    const worker = new IsolatedWorker(options);
    workers.add(worker);
    return worker;
  }

  function retire(worker: IsolatedWorker): void {
    if (workers.delete(worker)) writes += worker.writes;
  }

  return {
    open(subject: number, pairs: readonly Pair[]) {
      const reference = references[subject];
      const opened = submit<OpenedSubject>(subject, { kind: 'open', reference, pairs });
      // Workers that no subject of the run needs yet get ready for this one meanwhile.
      for (let spare = Math.min(size, pairs.length) - references.length; spare > 0; spare--)
        void submit(subject, { kind: 'open', reference, pairs: [] });
      return opened;
    },
    fingerprint: (subject: number) => submit<Fingerprint>(subject, { kind: 'fingerprint', reference: references[subject] }),
    run: (task: Task, progress: TaskProgress) =>
      submit<TaskOutcome>(task.subject, { kind: 'run', reference: references[task.subject], task }, progress),
    cancel(reason, subject) {
      const concerns = (job: Job): boolean => subject === undefined || job.subject === subject;
      const answer = { kind: 'cancelled', reason } as const;
      cancelled.set(subject, reason);
      for (const job of queue.filter(concerns)) {
        queue.splice(queue.indexOf(job), 1);
        job.resolve(answer);
      }
      for (const [worker, job] of busy) if (concerns(job)) worker.end(answer);
    },
    async close() {
      for (const worker of workers) {
        worker.end(over);
        retire(worker);
      }
    },
    get writes() {
      return writes + [...workers].reduce((sum, worker) => sum + worker.writes, 0);
    },
  };
}
