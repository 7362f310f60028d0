import { Socket } from 'node:net';

// Standard input is the lifeline: the parent writes nothing to it, and it ends when the parent does, whatever ended that. A process
// that reads requests then ends by itself; this thread ends one that does not come back to read.

/** Milliseconds for an orderly end. */
const grace = 500;

const stdin = new Socket({ fd: 0, readable: true, writable: false });
stdin.on('error', () => {});
stdin.once('close', () => setTimeout(() => process.kill(process.pid, 'SIGKILL'), grace));
stdin.resume();
