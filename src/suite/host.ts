import type { Counterexample } from '../laws/law.ts';
import type { Failure } from './failure.ts';
import type { OpenedSubject } from './open-subject.ts';
import type { TaskOutcome, TaskSettings } from './run-task.ts';

/** A law on an objective. */
export interface Pair {
  readonly law: string;
  readonly objective: string;
}

/** One law for one subject on one objective. */
export interface Task extends Pair {
  /** Index of the subject in the run. */
  readonly subject: number;
  /** It takes much longer than it takes to start the subject once more. */
  readonly long?: boolean;
  readonly settings: TaskSettings;
  /** Evaluate this one again instead of drawing new ones. */
  readonly counterexample?: Counterexample;
}

/** What came of a request. */
export type Answer<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** Given up before it was done, and why. */
  | { readonly kind: 'cancelled'; readonly reason: string };

/** Called with the share of a task that is done, in [0, 1], and what is being done. */
export type TaskProgress = (done: number, activity: string) => void;

/**
 * Where subjects run: in worker threads, when they are named by reference, or in the thread of the caller, when they are objects
 * in memory. Neither method rejects.
 */
export interface Host {
  /**
   * Loads a subject, probes it, completes its contract, and asks the laws whether they apply.
   *
   * @param ahead what will be asked of it, and can be begun meanwhile
   */
  open(subject: number, pairs: readonly Pair[], ahead?: Task): Promise<Answer<OpenedSubject>>;
  run(task: Task, progress: TaskProgress): Promise<Answer<TaskOutcome>>;
  /** Gives up whatever is not finished of one subject, or on one objective, or at all, and whatever is asked later. */
  cancel(reason: string, only?: { readonly subject?: number; readonly objective?: string }): void;
  close(): Promise<void>;
}
