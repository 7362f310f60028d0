import { setMaxListeners } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { createWorkerPool } from '../../dynamics/workers/worker-pool.ts';
import type { OpenChannel } from '../../dynamics/workers/channel.ts';
import { Interrupted } from '../../falsification/interrupted.ts';
import type { Evaluate, TaskResult } from '../../falsification/task.ts';
import type { Failure } from '../failure.ts';
import type { LaboratoryReference } from './laboratory.ts';

/** Threads that compute tasks. */
export interface TaskPool {
  readonly evaluate: Evaluate;
  close(): Promise<void>;
}

// Run from source, as tests do, the worker is the built one: Node 20 starts no TypeScript.
const program = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/suite/campaign/task-thread.js' : './task-thread.js',
  import.meta.url,
);

/**
 * @param signal when it is aborted, tasks that are under way are given up with `Interrupted`
 */
export function openTaskPool(reference: LaboratoryReference, workers: number, signal: AbortSignal): TaskPool {
  // A generation asks for all of its settings at once.
  setMaxListeners(0, signal);
  const pool = createWorkerPool(workers, openThread(reference));
  return {
    async evaluate(task) {
      if (signal.aborted) throw new Interrupted(String(signal.reason));
      let answer: { readonly result: TaskResult } | { readonly failure: Failure };
      try {
        answer = (await pool.ask(task, signal)) as typeof answer;
      } catch (thrown) {
        throw signal.aborted ? new Interrupted(String(signal.reason)) : thrown;
      }
      if ('failure' in answer) throw errorOf(answer.failure);
      return answer.result;
    },
    close: () => pool.close(),
  };
}

/** What was thrown in a thread, thrown here. */
export function errorOf({ kind, code, message, stack }: Failure): Error {
  if (kind === 'configuration') return new ConfigurationError(code, message);
  const error = new Error(message);
  error.stack = stack;
  return error;
}

function openThread(workerData: LaboratoryReference): OpenChannel {
  return ({ received, ended }) => {
    const thread = new Worker(program, { argv: [], execArgv: [], workerData });
    let reason: string | undefined;
    thread.on('message', received);
    thread.on('error', (error) => (reason = String(error)));
    const gone = new Promise<void>((resolve) => {
      thread.once('exit', (code) => {
        ended(reason ?? `exit code ${code}`);
        resolve();
      });
    });
    return {
      send: (message) => thread.postMessage(message),
      hold: (held) => void (held ? thread.ref() : thread.unref()),
      end: async () => void (await Promise.all([thread.terminate(), gone])),
    };
  };
}
