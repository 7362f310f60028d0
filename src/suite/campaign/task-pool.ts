import { setMaxListeners } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { createWorkerPool } from '../../dynamics/workers/worker-pool.ts';
import type { OpenChannel } from '../../dynamics/workers/channel.ts';
import { Interrupted } from '../../falsification/interrupted.ts';
import type { Evaluate, Task, TaskResult } from '../../falsification/task.ts';
import { toFailure, type Failure } from '../failure.ts';
import type { LaboratoryReference } from './laboratory.ts';
import { createProgressMemory, watchProgress, type Place } from './progress-memory.ts';

/** Threads that compute tasks. */
export interface TaskPool {
  readonly evaluate: Evaluate;
  close(): Promise<void>;
}

/** Threads of this machine. */
export interface ThreadPool extends TaskPool {
  /** Resolved when a thread has loaded what tasks are about. */
  opened(): Promise<void>;
}

// Run from source, as tests do, the worker is the built one: Node 20 starts no TypeScript.
const program = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/suite/campaign/task-thread.js' : './task-thread.js',
  import.meta.url,
);

/** Seconds for which a thread may do nothing that can be seen. */
const defaultTimeLimit = 60;

/**
 * @param signal when it is aborted, tasks that are under way are given up with `Interrupted`
 * @param timeLimit seconds after which a thread that does not get on is ended, and its task fails with `CAMPAIGN_HANGS`
 */
export function openTaskPool(
  reference: LaboratoryReference,
  workers: number,
  signal: AbortSignal,
  timeLimit: number = defaultTimeLimit,
): ThreadPool {
  // A generation asks for all of its settings at once.
  setMaxListeners(0, signal);
  const pool = createWorkerPool(workers, openThread(reference, timeLimit));
  const ask = async (task: Task | 'open'): Promise<TaskResult> => {
    if (signal.aborted) throw new Interrupted(String(signal.reason));
    let answer: { readonly result: TaskResult } | { readonly failure: Failure };
    try {
      answer = (await pool.ask(task, signal)) as typeof answer;
    } catch (thrown) {
      throw signal.aborted ? new Interrupted(String(signal.reason)) : thrown;
    }
    if ('failure' in answer) throw errorOf(answer.failure);
    return answer.result;
  };
  return { evaluate: ask, opened: async () => void (await ask('open')), close: () => pool.close() };
}

/** What was thrown in a thread, thrown here. */
export function errorOf({ kind, code, message, stack }: Failure): Error {
  if (kind === 'configuration') return new ConfigurationError(code, message);
  const error = new Error(message);
  error.stack = stack;
  return error;
}

function openThread(reference: LaboratoryReference, timeLimit: number): OpenChannel {
  return ({ received, ended }) => {
    const memory = createProgressMemory();
    const thread = new Worker(program, { argv: [], execArgv: [], workerData: { reference, memory } });
    let reason: string | undefined;
    let busy = false;
    const unwatch = watchProgress(
      memory,
      timeLimit,
      () => busy,
      (place) => {
        received({ failure: toFailure(hanging(reference, place, timeLimit)) });
        void thread.terminate();
      },
    );
    thread.on('message', received);
    thread.on('error', (error) => (reason = String(error)));
    const gone = new Promise<void>((resolve) => {
      thread.once('exit', (code) => {
        unwatch();
        ended(reason ?? `exit code ${code}`);
        resolve();
      });
    });
    return {
      send: (message) => thread.postMessage(message),
      hold(held) {
        busy = held;
        if (held) thread.ref();
        else thread.unref();
      },
      end: async () => void (await Promise.all([thread.terminate(), gone])),
    };
  };
}

/** What does not get on, as far as can be told. */
function hanging({ conjecture, optimizer, objective }: LaboratoryReference, place: Place, timeLimit: number): ConfigurationError {
  const whole = ['the conjecture', conjecture, ...(optimizer === undefined ? [] : ['with the optimizer', optimizer])].join(' ');
  const what = {
    loading: `loading ${[conjecture, optimizer, objective].filter((name) => name !== undefined).join(', ')}`,
    'the conjecture': whole,
    'the optimizer': `the optimizer ${optimizer ?? `of ${conjecture}`}`,
    'the objective': `the objective ${objective ?? `of ${conjecture}`}`,
    'the engine': whole,
  }[place];
  return new ConfigurationError(
    'CAMPAIGN_HANGS',
    `${what}: nothing has come of it for ${timeLimit} s`,
    'look for a loop without an end; if it is slow rather than stuck, --time-limit allows more',
  );
}
