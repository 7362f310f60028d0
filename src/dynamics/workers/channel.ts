import { fork } from 'node:child_process';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** A worker, as who gives it work sees it. */
export interface Channel {
  send(message: unknown): void;
  /** Whether it keeps this process from ending. */
  hold(held: boolean): void;
  /** Ends it at once; resolved when it is gone. */
  end(): Promise<void>;
}

/** What a worker does by itself. */
export interface ChannelEvents {
  received(message: unknown): void;
  /** It ended, for whatever reason; comes once and last. */
  ended(reason: string): void;
}

/** Starts a worker. */
export type OpenChannel = (events: ChannelEvents) => Channel;

// Run from source, as tests do, the worker is the built one: Node 20 starts no TypeScript.
const program = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/dynamics/workers/worker.js' : './worker.js',
  import.meta.url,
);

/** What starts a thread of a program. */
export function threadOf(module: URL, options: WorkerOptions): OpenChannel {
  return ({ received, ended }) => {
    const thread = new Worker(module, options);
    let reason: string | undefined;
    thread.on('message', received);
    thread.on('error', (error) => (reason = String(error)));
    const gone = new Promise<void>((resolve) => {
      thread.once('exit', (code) => {
        ended(reason ?? `exit code ${code}`);
        resolve();
      });
    });
    return {
      send: (message) => thread.postMessage(message),
      hold: (held) => void (held ? thread.ref() : thread.unref()),
      end: async () => void (await Promise.all([thread.terminate(), gone])),
    };
  };
}

/** Starts a worker thread, which inherits neither the arguments nor the loaders of the process. */
export const openThread: OpenChannel = threadOf(program, { argv: [], execArgv: [] });

/** Starts a child process, which ends when this one does. */
export const openProcess: OpenChannel = ({ received, ended }) => {
  const child = fork(program, { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.on('message', received);
  const gone = new Promise<void>((resolve) => {
    const end = (reason: string): void => {
      ended(reason);
      resolve();
    };
    child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
    child.once('error', (error) => {
      // Without a process id it was never started, and so will not exit.
      if (child.pid === undefined) end(String(error));
    });
  });
  return {
    // An error means that it has just ended, which `exit` reports.
    send: (message) => void child.send(message as object, () => {}),
    hold(held) {
      for (const handle of [child, child.channel]) {
        if (held) handle?.ref();
        else handle?.unref();
      }
    },
    async end() {
      // Whoever waits for its end is kept from ending before it.
      child.ref();
      child.kill('SIGKILL');
      await gone;
    },
  };
};
