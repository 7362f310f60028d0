/**
 * - `WORKER_LOST`: workers ended while they computed a piece of the run, as often as the engine tries;
 * - `WORKER_TIME_LIMIT`: the run took longer than the engine's `timeLimit`;
 * - `WORKERS_CLOSED`: the engine was closed before the run was done.
 */
export type WorkerErrorCode = 'WORKER_LOST' | 'WORKER_TIME_LIMIT' | 'WORKERS_CLOSED';

/** A run of `workerEngine` that ended without a result, through no fault of the experiment's functions. */
export class WorkerError extends Error {
  readonly code: WorkerErrorCode;

  /** @param code stable identifier */
  constructor(code: WorkerErrorCode, message: string) {
    super(message);
    this.name = 'WorkerError';
    this.code = code;
  }
}
