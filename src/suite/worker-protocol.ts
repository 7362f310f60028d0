import type { Failure } from './failure.ts';
import type { Pair, Task } from './host.ts';

/** What a worker is started with. */
export interface WorkerSetup {
  /** Marks of the subject's calls (`call-monitor.ts`). */
  readonly calls: SharedArrayBuffer;
  /** Where relative references start. */
  readonly directory: string;
  readonly arrayLimitBytes: number;
  /** Seconds that one call may last, for subjects with a process of their own. */
  readonly timeLimit: number;
}

/** Sent to a worker, one at a time. */
export type WorkerRequest =
  | { readonly kind: 'open'; readonly reference: string; readonly pairs: readonly Pair[] }
  | { readonly kind: 'fingerprint'; readonly reference: string }
  | { readonly kind: 'run'; readonly reference: string; readonly task: Task };

/** Sent by a worker: once that it has started; to a request any number of progress messages, then one answer. */
export type WorkerResponse =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly done: number; readonly activity: string }
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly failure: Failure };
