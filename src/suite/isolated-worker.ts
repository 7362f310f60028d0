import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { RecordSource } from '../experiments/record-store.ts';
import { shareRecords } from '../experiments/shared-records.ts';
import type { Answer, TaskProgress } from './host.ts';
import { toFailure } from './failure.ts';
import { defaultArrayLimit } from '../subjects/limits.ts';
import { createChildRegister } from '../subjects/process/child-register.ts';
import { endProcesses, killProcesses } from '../subjects/process/end-processes.ts';
import type { OwnedTwin } from '../subjects/process/twins.ts';
import { isModelReference } from '../subjects/model-reference.ts';
import { createModelMemory, watchModelCalls } from '../subjects/model-watch.ts';
import { createWatchMemory, watchWaiting } from '../subjects/process/watch.ts';
import { pairsOf, type WorkerRequest, type WorkerResponse, type WorkerSetup } from './worker-protocol.ts';

// Run from source, as tests do, the worker is the built one: Node 20 starts no TypeScript.
const program = new URL(import.meta.url.endsWith('.ts') ? '../../dist/suite/worker.js' : './worker.js', import.meta.url);

/** Milliseconds in which a worker that has nothing to do ends the processes of its subjects by itself. */
const orderly = 1500;

/** What a worker is created with. */
export type IsolatedWorkerOptions = Omit<WorkerSetup, 'children' | 'watch' | 'models' | 'records' | 'env' | 'begins' | 'twin'> &
  Partial<Pick<WorkerSetup, 'env'>>;

const over = { kind: 'cancelled', reason: 'the run is over' } as const;

/**
 * A thread that runs laws, one request at a time, and starts the processes in which subjects run. When it ends, however it ends, so
 * do they.
 */
export class IsolatedWorker {
  readonly #thread: Worker;
  readonly #children = createChildRegister();
  readonly #stopWatching: () => void;
  readonly #twin: OwnedTwin | undefined;
  readonly #killAtExit = (): void => killProcesses(this.#children);
  #settle: ((answer: Answer<unknown>) => void) | undefined;
  #progress: TaskProgress | undefined;
  /** Models that the request under way may call. */
  #models: readonly string[] = [];
  #alive = true;
  #ready = false;
  #gone: Promise<void> | undefined;
  #kept = 0;

  /**
   * @param store records that it shares with other workers
   * @param begins a subject whose process it starts before it is asked
   * @param twin that process, where it is started already
   */
  constructor(store: RecordSource, { env = [], ...options }: IsolatedWorkerOptions, begins?: string, twin?: OwnedTwin) {
    this.#twin = twin;
    const watch = createWatchMemory();
    const models = createModelMemory();
    const { port1, port2 } = new MessageChannel();
    const stops = [
      shareRecords(store, port1),
      watchWaiting(watch, defaultArrayLimit * 2 ** 20),
      watchModelCalls(
        models,
        options.timeLimit,
        () => this.#models.join(', '),
        (error) => void this.end({ kind: 'failed', failure: toFailure(error) }),
      ),
    ];
    this.#stopWatching = () => stops.forEach((stop) => stop());
    const setup: WorkerSetup = {
      ...options,
      env,
      watch,
      models,
      records: port2,
      children: this.#children,
      begins,
      twin: twin?.twin,
    };
    this.#thread = new Worker(program, {
      workerData: setup,
      transferList: twin === undefined ? [port2] : [port2, twin.twin.lifeline as MessagePort],
      stdout: true,
      // The thread inherits neither the arguments nor the loaders of the process.
      argv: [],
      execArgv: [],
    });
    this.#thread.on('message', (response: WorkerResponse) => this.#receive(response));
    this.#thread.on('error', (error: unknown) => this.#died(error));
    this.#thread.on('exit', (exitCode) => this.#died(exitCode));
    process.on('exit', this.#killAtExit);
  }

  /** `false` once the thread has ended. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Bytes of standard output of subjects that were kept back. */
  get kept(): number {
    return this.#kept;
  }

  /** Answers a request. Never rejects. */
  perform(request: WorkerRequest, progress?: TaskProgress): Promise<Answer<unknown>> {
    this.#progress = progress;
    const pairs = pairsOf(request);
    this.#models = [...new Set(pairs.map(({ objective }) => objective).filter(isModelReference))];
    return new Promise((resolve) => {
      this.#settle = (answer) => {
        this.#settle = undefined;
        resolve(answer);
      };
      this.#thread.postMessage(request);
    });
  }

  /** Ends the thread and what it has started; a request under way gets this answer. Resolved when nothing of it is left. */
  end(answer: Answer<unknown>): Promise<void> {
    this.#alive = false;
    this.#settle?.(answer);
    return (this.#gone ??= this.#end());
  }

  /** As `end`; a thread that has nothing to do is given the time to do it itself. */
  async close(): Promise<void> {
    if (this.#alive && this.#settle === undefined) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => (timer = setTimeout(resolve, orderly)));
      await Promise.race([this.perform({ kind: 'close' }), late]);
      clearTimeout(timer);
    }
    return this.end(over);
  }

  async #end(): Promise<void> {
    this.#stopWatching();
    // A thread that waits for a child ends when the child does.
    const ended = this.#thread.terminate();
    await endProcesses(this.#children);
    await ended;
    await this.#twin?.release();
    process.off('exit', this.#killAtExit);
  }

  #receive(response: WorkerResponse): void {
    if (response.kind === 'ready') this.#ready = true;
    else if (response.kind === 'progress') this.#progress?.(response.done, response.activity);
    else {
      this.#kept = response.kept;
      this.#settle?.(response);
    }
  }

  #died(reason: unknown): void {
    this.#alive = false;
    const how = reason instanceof Error ? `${reason.name}: ${reason.message}` : `exit code ${String(reason)}`;
    const problem = this.#ready ? `a worker thread ended: ${how}` : `a worker thread did not start: ${how}`;
    this.#settle?.({ kind: 'failed', failure: toFailure(new Error(problem, { cause: reason })) });
    void this.end(over);
  }
}
