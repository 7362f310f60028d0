import { Worker } from 'node:worker_threads';
import { createCallMemory, readCalls } from './call-monitor.ts';
import { defaultArrayLimit, defaultHeapLimit } from './defaults.ts';
import type { Answer, TaskProgress } from './host.ts';
import { describeCall, SubjectError, type SubjectCall } from './subject-error.ts';
import { toFailure } from './failure.ts';
import { isTrusted } from './load-subject.ts';
import { watchCalls } from './watchdog.ts';
import type { WorkerRequest, WorkerResponse, WorkerSetup } from './worker-protocol.ts';

// Run from source, as tests do, the worker is the built one: Node 20 starts no TypeScript.
const program = new URL(import.meta.url.endsWith('.ts') ? '../../dist/suite/worker.js' : './worker.js', import.meta.url);

/** What a worker is created with. */
export interface IsolatedWorkerOptions {
  readonly directory: string;
  /** Seconds that one call of the subject may last. */
  readonly timeLimit: number;
  /** Megabytes of JavaScript heap; default 256. */
  readonly heapLimit?: number;
}

/**
 * A thread that runs subjects, one request at a time, and survives none of their crimes: a call that does not return, an exit, an
 * exhausted heap or an exception outside of any call ends the thread, and the request is answered with the reason.
 */
export class IsolatedWorker {
  readonly #thread: Worker;
  readonly #calls: ReturnType<typeof readCalls>;
  readonly #timeLimit: number;
  readonly #heapLimit: number;
  #settle: ((answer: Answer<unknown>) => void) | undefined;
  #progress: TaskProgress | undefined;
  #reference = '';
  #owner: string | undefined;
  #alive = true;
  #ready = false;

  constructor({ directory, timeLimit, heapLimit = defaultHeapLimit }: IsolatedWorkerOptions) {
    const calls = createCallMemory();
    const setup: WorkerSetup = { calls, directory, arrayLimitBytes: defaultArrayLimit * 2 ** 20, timeLimit };
    this.#calls = readCalls(calls);
    this.#timeLimit = timeLimit;
    this.#heapLimit = heapLimit;
    this.#thread = new Worker(program, {
      workerData: setup,
      stdout: true,
      // The thread inherits neither the arguments nor the loaders of the process.
      argv: [],
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: heapLimit },
    });
    this.#thread.on('message', (response: WorkerResponse) => this.#receive(response));
    this.#thread.on('error', (error: unknown) => this.#died(error));
    this.#thread.on('exit', (exitCode) => this.#died(undefined, exitCode));
  }

  /** `false` once the thread has ended. */
  get alive(): boolean {
    return this.#alive;
  }

  /**
   * Whether a subject may run here. A module that is not ours may have left anything behind, timers or changed globals, so a thread
   * that has loaded one serves no other subject.
   */
  serves(reference: string): boolean {
    return this.#owner === undefined || this.#owner === reference;
  }

  /** Times that a subject tried to write to standard output. */
  get writes(): number {
    return this.#calls.writes();
  }

  /** Answers a request. Never rejects. */
  perform(request: WorkerRequest, progress?: TaskProgress): Promise<Answer<unknown>> {
    this.#progress = progress;
    this.#reference = request.reference;
    if (!isTrusted(request.reference)) this.#owner = request.reference;
    return new Promise((resolve) => {
      const limits = { time: this.#timeLimit, memory: defaultArrayLimit * 2 ** 20 };
      const unwatch = watchCalls(this.#calls, limits, (call, excess) => {
        const error = excess === 'time' ? hangs(request.reference, call, this.#timeLimit) : hoards(request.reference, call);
        this.end({ kind: 'failed', failure: toFailure(error) });
      });
      this.#settle = (answer) => {
        this.#settle = undefined;
        unwatch();
        resolve(answer);
      };
      this.#thread.postMessage(request);
    });
  }

  /** Ends the thread; a request under way gets this answer. */
  end(answer: Answer<unknown>): void {
    this.#alive = false;
    this.#settle?.(answer);
    void this.#thread.terminate();
  }

  #receive(response: WorkerResponse): void {
    if (response.kind === 'ready') this.#ready = true;
    else if (response.kind === 'progress') this.#progress?.(response.done, response.activity);
    else this.#settle?.(response);
  }

  #died(error: unknown, exitCode?: number): void {
    this.#alive = false;
    const call = this.#calls.current();
    const failure = this.#ready
      ? toFailure(deathOf(this.#reference, call, error, exitCode, this.#heapLimit))
      : toFailure(new Error(`a worker thread did not start: ${describeThrown(error ?? exitCode)}`, { cause: error }));
    this.#settle?.({ kind: 'failed', failure });
  }
}

function describeThrown(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}

const growth = '\n  the likely cause is an array or a state that grows without end';

function hangs(reference: string, call: SubjectCall, limit: number): SubjectError {
  const seconds = `${limit} second${limit === 1 ? '' : 's'}`;
  const message = `${reference} does not return from ${describeCall(call)}: stopped after ${seconds}\n  if it is slow rather than stuck, raise --time-limit`;
  return new SubjectError('SUBJECT_HANGS', message, call);
}

function hoards(reference: string, call: SubjectCall): SubjectError {
  const message = `${reference} takes more than ${defaultArrayLimit} MB of memory in ${describeCall(call)}${growth}`;
  return new SubjectError('SUBJECT_OUT_OF_MEMORY', message, call);
}

function deathOf(
  reference: string,
  during: SubjectCall | undefined,
  error: unknown,
  exitCode: number | undefined,
  heapLimit: number,
): SubjectError {
  const where = during === undefined ? 'between two calls' : `in ${describeCall(during)}`;
  const call = during ?? { function: 'update', step: 0 };
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    const message = `${reference} uses more than ${heapLimit} MB of heap ${where}${growth}`;
    return new SubjectError('SUBJECT_OUT_OF_MEMORY', message, call);
  }
  if (error !== undefined) {
    const message =
      `${reference} throws ${where}, outside of init and update: ${describeThrown(error)}\n` +
      '  the likely cause is a timer or a promise that was left running';
    return new SubjectError('SUBJECT_THROWS', message, call, error);
  }
  const message = `${reference} ends its process (exit code ${exitCode}) ${where}\n  an optimizer must not call process.exit`;
  return new SubjectError('SUBJECT_EXITED', message, call);
}
