import type { Channel, OpenChannel } from './channel.ts';
import { WorkerError } from './worker-error.ts';

/** How often a request is tried when workers end under it. */
const TRIES = 3;

interface Job {
  readonly request: unknown;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (reason: unknown) => void;
  tries: number;
}

/** Workers that are started when there is work for them, and kept for more. */
export interface WorkerPool {
  /** Asks any worker; a worker that ends under a request is replaced and the request asked again. Aborting ends the worker. */
  ask(request: unknown, signal: AbortSignal): Promise<unknown>;
  /** Ends all workers; resolved when they are gone. */
  close(): Promise<void>;
}

/** Makes a pool of at most `size` workers. */
export function createWorkerPool(size: number, open: OpenChannel): WorkerPool {
  const queue: Job[] = [];
  const idle: Channel[] = [];
  const busy = new Map<Channel, Job>();
  const ending = new Set<Promise<void>>();

  function dispatch(): void {
    while (queue.length > 0 && (idle.length > 0 || busy.size < size)) {
      const channel = idle.pop() ?? start();
      const job = queue.shift()!;
      busy.set(channel, job);
      channel.hold(true);
      try {
        channel.send(job.request);
      } catch (error) {
        // It holds something that is no plain data.
        busy.delete(channel);
        channel.hold(false);
        idle.push(channel);
        job.reject(error);
      }
    }
  }

  function start(): Channel {
    const channel = open({
      received(answer) {
        const job = busy.get(channel);
        if (job === undefined) return;
        busy.delete(channel);
        channel.hold(false);
        idle.push(channel);
        job.resolve(answer);
        dispatch();
      },
      ended(reason) {
        const job = forget(channel);
        if (job === undefined) return;
        job.tries += 1;
        if (job.tries < TRIES) queue.unshift(job);
        else job.reject(lost(reason));
        dispatch();
      },
    });
    return channel;
  }

  function forget(channel: Channel): Job | undefined {
    const job = busy.get(channel);
    busy.delete(channel);
    if (idle.includes(channel)) idle.splice(idle.indexOf(channel), 1);
    return job;
  }

  function end(channel: Channel): void {
    forget(channel);
    const gone = channel.end().finally(() => ending.delete(gone));
    ending.add(gone);
  }

  return {
    ask(request, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const settled = new AbortController();
        const settle =
          <Value>(how: (value: Value) => void) =>
          (value: Value): void => {
            settled.abort();
            how(value);
          };
        const job: Job = { request, resolve: settle(resolve), reject: settle(reject), tries: 0 };
        const abort = (): void => {
          if (queue.includes(job)) queue.splice(queue.indexOf(job), 1);
          for (const [channel, held] of busy) if (held === job) end(channel);
          job.reject(signal.reason);
          // Later: what else the signal concerns must not be started first.
          queueMicrotask(dispatch);
        };
        signal.addEventListener('abort', abort, { once: true, signal: settled.signal });
        queue.push(job);
        dispatch();
      });
    },
    async close() {
      [...idle, ...busy.keys()].forEach(end);
      await Promise.all(ending);
    },
  };
}

function lost(reason: string): WorkerError {
  return new WorkerError(
    'WORKER_LOST',
    `workers ended ${TRIES} times while they computed the same piece of a run; the last time: ${reason}\n` +
      '  the likely cause is an optimizer, objective or metric that ends its process, or too little memory for so many workers',
  );
}
