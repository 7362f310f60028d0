import { Socket } from 'node:net';
import { workerData } from 'node:worker_threads';
import { channel } from './channel.ts';
import { killDescendants } from '../system.ts';
import { HeldAnswers } from './held-answers.ts';

// Standard input is the lifeline: the parent writes nothing to it, and it ends when the parent does, whatever ended that. A process
// that reads requests then ends by itself; this thread ends one that does not come back to read.

/** Milliseconds for an orderly end. */
const grace = 500;

/** Milliseconds that an answer is held back at most. */
const interval = 20;

const memory = workerData as SharedArrayBuffer | undefined;
if (memory !== undefined) {
  const held = new HeldAnswers(channel, memory);
  setInterval(() => held.sendIfFree(), interval);
}

const stdin = new Socket({ fd: 0, readable: true, writable: false });
stdin.on('error', () => {});
stdin.once('close', () =>
  setTimeout(() => {
    killDescendants(process.pid);
    process.kill(process.pid, 'SIGKILL');
  }, grace),
);
stdin.resume();
