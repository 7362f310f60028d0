import type { MessagePort } from 'node:worker_threads';
import type { Profile } from '../inference/profile.ts';
import type { Twin } from '../subjects/process/twin-child.ts';
import type { Failure } from './failure.ts';
import type { Pair, Task } from './host.ts';

/** What a worker is started with. */
export interface WorkerSetup {
  /** Where it notes the processes that it starts (`process/child-register.ts`). */
  readonly children: SharedArrayBuffer;
  /** Where it notes that it waits for one (`process/watch.ts`). */
  readonly watch: SharedArrayBuffer;
  /** Where it notes that it calls a model (`model-watch.ts`). */
  readonly models: SharedArrayBuffer;
  /** Leads to the records of all workers (`experiments/shared-records.ts`). */
  readonly records: MessagePort;
  /** Where relative references start. */
  readonly directory: string;
  /** Seconds that one call of a subject may last. */
  readonly timeLimit: number;
  /** Megabytes of JavaScript heap that a module may use. */
  readonly heapLimit?: number;
  /** Names of variables that subjects see besides PATH and HOME. */
  readonly env: readonly string[];
  /** Modules with explanations beside those that ship with the package. */
  readonly explanations?: readonly string[];
  /** A subject whose process is started at once: it will be asked for, unless the command line turns out to be wrong. */
  readonly begins?: string;
  /** The process of that subject, where it is started already. */
  readonly twin?: Twin;
}

/** Sent to a worker, one at a time. */
export type WorkerRequest =
  | { readonly kind: 'open'; readonly reference: string; readonly pairs: readonly Pair[] }
  | { readonly kind: 'fingerprint'; readonly reference: string }
  /** `profile`: as another worker has measured it. */
  | { readonly kind: 'run'; readonly reference: string; readonly task: Task; readonly profile?: Profile }
  /** As `run`, before the subject is measured: answered by nothing where the law cannot tell without. */
  | { readonly kind: 'ahead'; readonly reference: string; readonly task: Task }
  /** End every process of a subject. */
  | { readonly kind: 'close' };

/** Sent by a worker: once that it has started; to a request any number of progress messages, then one answer. */
export type WorkerResponse =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly done: number; readonly activity: string }
  /** `kept`: bytes of standard output of subjects that were kept back so far. */
  | { readonly kind: 'done'; readonly value: unknown; readonly kept: number }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly kept: number };

/** Laws and objectives that a request is about. */
export function pairsOf(request: WorkerRequest): readonly Pair[] {
  if (request.kind === 'open') return request.pairs;
  return request.kind === 'run' || request.kind === 'ahead' ? [request.task] : [];
}
