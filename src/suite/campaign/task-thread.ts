import { parentPort, workerData } from 'node:worker_threads';
import { evaluateHere } from '../../falsification/evaluate.ts';
import type { Task } from '../../falsification/task.ts';
import { toFailure } from '../failure.ts';
import { isForeign } from './foreign-code.ts';
import { openLaboratory, type LaboratoryReference } from './laboratory.ts';
import { notesIn } from './progress-memory.ts';
import { watchedLaboratory } from './watched-laboratory.ts';

// The program of a worker thread: computes tasks one at a time; of `open` it says only that it is ready for some.

const { reference, memory } = workerData as { readonly reference: LaboratoryReference; readonly memory: SharedArrayBuffer };
const note = notesIn(memory);
note('loading');
// Whoever started this thread watches it.
const evaluate = openLaboratory(reference, { timeLimit: Infinity }).then((laboratory) =>
  evaluateHere(watchedLaboratory(laboratory, !isForeign(reference.conjecture), note)),
);
// Whoever asks is told; nobody may.
evaluate.catch(() => {});

parentPort!.on('message', (task: Task | 'open') => void compute(task));

async function compute(task: Task | 'open'): Promise<void> {
  try {
    const ready = await evaluate;
    note('the conjecture');
    parentPort!.postMessage({ result: task === 'open' ? null : await ready(task) });
  } catch (thrown) {
    parentPort!.postMessage({ failure: toFailure(thrown) });
  }
}
