import { parentPort, workerData } from 'node:worker_threads';
import { defaultArrayLimit } from '../limits.ts';
import { watchWaiting } from './watch.ts';

// The program of a thread that watches another one, which calls optimizers itself: a library's user does, and a test.

watchWaiting(workerData as SharedArrayBuffer, defaultArrayLimit * 2 ** 20);
// Something has to keep the thread from ending.
parentPort!.on('message', () => {});
