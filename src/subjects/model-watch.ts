import { ModelError } from './model-error.ts';
import { watchCounter } from './watch-counter.ts';

/** Functions of a model, in the order of their numbers; then loading its module. */
export const modelFunctions = ['init', 'batch', 'loss', 'gradient', 'the import'] as const;

/** The number of loading a module. */
export const importing: number = modelFunctions.indexOf('the import');

/** Loading TensorFlow.js, and data at the top level of a module, may take this many times as long as one call. */
const importFactor = 12;

/**
 * Memory in which a thread that calls a model notes that it does, so that another one can end it: two integers, how many times a call
 * began or ended, and which function the last one is of.
 */
export function createModelMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
}

/** Calls a function of a model and notes that it does. */
export type NoteCall = <Result>(called: number, run: () => Result) => Result;

/** Notes calls in memory that another thread watches: one that returns a promise is under way until that is settled. */
export function noteCallsIn(memory: SharedArrayBuffer): NoteCall {
  const cells = new Int32Array(memory);
  const ended = (): void => void Atomics.add(cells, 0, 1);
  return <Result>(called: number, run: () => Result): Result => {
    Atomics.store(cells, 1, called);
    Atomics.add(cells, 0, 1);
    let settles = false;
    try {
      const result = run();
      settles = called === importing && result instanceof Promise;
      // Whoever waits for it goes on after that.
      return settles ? ((result as Promise<unknown>).finally(ended) as Result) : result;
    } finally {
      if (!settles) ended();
    }
  };
}

/**
 * Watches the calls that a thread notes.
 *
 * @param timeLimit seconds that one call may last, and a twelfth of what the import may
 * @param source tells what the model is called
 * @param onHang told once about a call that does not return
 * @returns stops watching
 */
export function watchModelCalls(
  memory: SharedArrayBuffer,
  timeLimit: number,
  source: () => string,
  onHang: (error: ModelError) => void,
): () => void {
  const cells = new Int32Array(memory);
  const called = (): number => Atomics.load(cells, 1);
  // Even between two calls.
  const allowed = (count: number): number => (count % 2 === 0 ? 0 : called() === importing ? importFactor : 1);
  return watchCounter(memory, timeLimit, allowed, (factor) =>
    onHang(
      new ModelError(
        'MODEL_HANGS',
        `the model ${source()}: ${modelFunctions[called()]} did not return within ${factor * timeLimit} s`,
        'look for a loop without an end; --time-limit allows more',
      ),
    ),
  );
}
