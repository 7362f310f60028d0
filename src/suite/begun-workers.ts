import { isDeepStrictEqual } from 'node:util';
import type { RecordSource } from '../experiments/record-store.ts';
import { isTrusted, ownsProcess } from '../subjects/load-subject.ts';
import { beginTwins } from '../subjects/isolate-subject.ts';
import { IsolatedWorker, type IsolatedWorkerOptions } from './isolated-worker.ts';

/** Workers of a run that is about to be planned, which begin with its only subject. */
interface BegunWorkers {
  readonly reference: string;
  readonly options: IsolatedWorkerOptions;
  readonly store: LateStore;
  readonly workers: IsolatedWorker[];
}

/** Stands for the store of a run that is not there yet. */
class LateStore implements RecordSource {
  store: RecordSource | undefined;

  recall: RecordSource['recall'] = (...asked) => this.store!.recall(...asked);
}

let begun: BegunWorkers | undefined;

/**
 * Starts the workers that a run of one subject will need, and the processes of the subject, while the rest of the program is loaded and
 * the command line read. Of the subject itself nothing is run.
 *
 * @param reference the subject
 * @param most workers at most
 */
export function beginWorkers(reference: string, most: number, options: IsolatedWorkerOptions): void {
  // What a second worker does for a module is not worth its start: see `createSubjectPool`.
  const count = isTrusted(reference) || ownsProcess(reference) ? most : 1;
  const store = new LateStore();
  // First of all, for this lasts longest.
  const twins = beginTwins(reference, options.directory, options, count);
  const workers = Array.from({ length: count }, (_, i) => new IsolatedWorker(store, options, reference, twins[i]));
  begun = { reference, options, store, workers };
}

/**
 * Hands over the workers that were begun for a run, and ends them where the run is another one.
 *
 * @returns in the order in which they were begun
 */
export function takeBegun(references: readonly string[], options: IsolatedWorkerOptions, store: RecordSource): IsolatedWorker[] {
  if (begun === undefined) return [];
  const { reference, workers, ...made } = begun;
  begun = undefined;
  made.store.store = store;
  if (isDeepStrictEqual(references, [reference]) && isDeepStrictEqual(options, made.options)) return workers;
  for (const worker of workers) void worker.close();
  return [];
}
