import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import type { EnsembleRecord, Engine, Experiment } from '../../experiments/experiment.ts';
import { referenceEngine } from '../reference-engine.ts';
import { wasmEngine } from '../wasm/wasm-engine.ts';
import { openProcess, openThread } from './channel.ts';
import { describeExperiment, type Locate } from './experiment-description.ts';
import { describePieces, joinRecords } from './pieces.ts';
import { unpackThrown } from './thrown.ts';
import { WorkerError } from './worker-error.ts';
import { createWorkerPool } from './worker-pool.ts';
import type { EngineName, WorkerAnswer, WorkerRequest } from './worker-protocol.ts';

/** How `workerEngine` works. Nothing of this changes a number that it returns, except `engine`. */
export interface WorkerEngineOptions {
  /** Workers at most; default: as many as there are cores to be had. */
  readonly workers?: number;
  /** `thread` (default), or `process` for separate child processes. */
  readonly isolation?: 'thread' | 'process';
  /** What runs in each worker; default `wasm`. */
  readonly engine?: EngineName;
  /** Says where workers find optimizers, objectives and metrics that are not built in. */
  readonly locate?: Locate;
  /** Seconds that a run may take; default: as long as it takes. */
  readonly timeLimit?: number;
  /** Closes the engine when it is aborted. */
  readonly signal?: AbortSignal;
}

/** An engine with workers of its own. */
export interface WorkerEngine extends Engine {
  /** Runs an experiment; aborting the signal ends it, and rejects with the signal's reason. */
  run(experiment: Experiment, options?: { readonly signal?: AbortSignal }): Promise<EnsembleRecord>;
  /** Why an experiment runs on the calling thread; `undefined` where workers run it. */
  staysHere(experiment: Experiment): string | undefined;
  /** Ends all workers, and runs under way with `WORKERS_CLOSED`; resolved when no worker is left. */
  close(): Promise<void>;
}

/**
 * An engine that deals the replicas of each run to worker threads or processes.
 *
 * A run is cut into pieces that depend on the number of replicas only, each piece is computed by the engine within, which computes
 * every replica on its own, and the records are put together in order. So the numbers are those of the engine within: the same
 * bits with any number of workers, in threads or processes, and whether or not a worker was lost on the way. A worker that ends
 * in mid-run is replaced and its piece computed again, three times at most.
 *
 * Workers are started by the first run that needs them and serve all later ones. Idle, they do not keep the process from ending;
 * `close` ends them at once. Child processes end with this one, however it ends.
 *
 * **What is sent** is plain data. Functions go by name: built-in objectives by their reference, built-in optimizers by name with
 * their hyperparameters, built-in metrics by name and option. Anything else goes where `locate` says in which module it is, which
 * workers `import()` (JavaScript, as Node runs it). What remains, such as a closure, a wrapped optimizer or a changed copy of a
 * built-in objective, cannot be sent: such an experiment runs as a whole on the calling thread, where neither time limit nor
 * signal can interrupt it. `staysHere` says so beforehand.
 *
 * @param options see `WorkerEngineOptions`
 * @throws ConfigurationError `BAD_WORKERS`; `run` rejects with what an experiment's functions throw, as they throw it, or with `WorkerError`
 *   (`WORKER_LOST`, `WORKER_TIME_LIMIT`, `WORKERS_CLOSED`)
 *
 * @example
 * ```ts
 * const engine = workerEngine({ workers: 2 });
 * const { windowMeans } = await engine.run({
 *   objective: objective('isotropic-noise'), optimizer: sgd, learningRate: 1, weightDecay: 0.1, initScale: 3, precision: 'float64',
 *   seed: 1, streams: { initialisation: 'initialisation', data: 'data' }, replicas: { first: 0, count: 4 }, steps: 50,
 *   metrics: [squaredAngularUpdate], windows: [{ from: 1, to: 50 }],
 * });
 * await engine.close();
 * expect(windowMeans['squared-angular-update']).toHaveLength(4);
 * ```
 */
export function workerEngine(options: WorkerEngineOptions = {}): WorkerEngine {
  const { workers = availableParallelism(), isolation = 'thread', engine = 'wasm', locate, timeLimit, signal } = options;
  if (!Number.isInteger(workers) || workers < 1)
    throw new ConfigurationError('BAD_WORKERS', `workerEngine got workers=${workers}, expected a positive integer`);
  const within = engine === 'wasm' ? wasmEngine : referenceEngine;
  const pool = createWorkerPool(workers, isolation === 'thread' ? openThread : openProcess);
  const closing = new AbortController();
  const close = (): Promise<void> => {
    closing.abort(new WorkerError('WORKERS_CLOSED', 'the engine was closed before the run was done'));
    return pool.close();
  };
  if (signal?.aborted) closing.abort(signal.reason);
  const abort = (): void => {
    closing.abort(signal!.reason);
    void close();
  };
  signal?.addEventListener('abort', abort, { once: true });

  const describe = (experiment: Experiment): ReturnType<typeof describeExperiment> => {
    // Where nothing can be computed, the engine within says why.
    const supported = within.supports(experiment);
    if (supported !== true) return supported;
    return experiment.replicas.count === 0 ? 'there are no replicas' : describeExperiment(experiment, locate);
  };

  return {
    name: `${within.name}, ${workers} ${isolation === 'thread' ? 'threads' : 'processes'}`,
    supports: (experiment) => within.supports(experiment),
    arithmetic: () => within.name,
    ...(within.evaluator && { evaluator: within.evaluator }),
    staysHere(experiment) {
      const description = describe(experiment);
      return typeof description === 'string' ? description : undefined;
    },
    async run(experiment, { signal: own } = {}) {
      const failed = new AbortController();
      const over = AbortSignal.any([closing.signal, failed.signal, ...(own === undefined ? [] : [own])]);
      over.throwIfAborted();
      // Every piece listens.
      setMaxListeners(0, over);
      const description = describe(experiment);
      if (typeof description === 'string') return within.run(experiment);
      const timer =
        timeLimit === undefined ? undefined : setTimeout(() => failed.abort(tooSlow(experiment, timeLimit)), 1000 * timeLimit);
      try {
        const answers = describePieces(description).map(async (piece) => {
          const request: WorkerRequest = { engine, description: piece };
          const answer = (await pool.ask(request, over)) as WorkerAnswer;
          if ('record' in answer) return answer.record;
          throw unpackThrown(answer.thrown);
        });
        return joinRecords(await Promise.all(answers));
      } catch (error) {
        // Whatever ended one piece ends the others.
        failed.abort(error);
        throw error;
      } finally {
        clearTimeout(timer);
      }
    },
    close,
  };
}

function tooSlow({ replicas, steps }: Experiment, limit: number): WorkerError {
  return new WorkerError(
    'WORKER_TIME_LIMIT',
    `a run of ${replicas.count} replicas and ${steps} steps took longer than ${limit} seconds and was stopped\n` +
      '  if it is slow rather than stuck, raise the time limit',
  );
}
