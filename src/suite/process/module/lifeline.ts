import { Worker } from 'node:worker_threads';

/** Milliseconds between two ticks. */
export const tickMilliseconds = 20;

/** What a process has beside the thread in which a module runs. */
export interface Lifeline {
  /** Grows as long as the process lives, also while a module keeps its own thread busy. */
  ticks(): number;
}

/** Starts the thread that ends this process with its parent, also when a module does not let go of this one. */
export function startLifeline(): Lifeline {
  const memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const ticks = new Int32Array(memory);
  const program = new URL('./lifeline-thread.js', import.meta.url);
  new Worker(program, { workerData: memory, argv: [], execArgv: [], env: {} }).unref();
  return { ticks: () => Atomics.load(ticks, 0) };
}
