import { Worker } from 'node:worker_threads';

/**
 * Starts the thread that ends this process with its parent, also when a module does not let go of this one, and sends the answers that
 * were held back when it does not.
 *
 * @param answers the memory of `HeldAnswers`, where there are any
 */
export function startLifeline(answers?: SharedArrayBuffer): void {
  const program = new URL('./lifeline-thread.js', import.meta.url);
  new Worker(program, { workerData: answers, argv: [], execArgv: [], env: {} }).unref();
}
