import { Worker } from 'node:worker_threads';

/** Starts the thread that ends this process with its parent, also when a module does not let go of this one. */
export function startLifeline(): void {
  const program = new URL('./lifeline-thread.js', import.meta.url);
  new Worker(program, { argv: [], execArgv: [], env: {} }).unref();
}
