import { parentPort, workerData } from 'node:worker_threads';
import { evaluateHere } from '../../falsification/evaluate.ts';
import type { Task } from '../../falsification/task.ts';
import { toFailure } from '../failure.ts';
import { openLaboratory, type LaboratoryReference } from './laboratory.ts';

// The program of a worker thread: computes tasks one at a time.

const evaluate = openLaboratory(workerData as LaboratoryReference).then(evaluateHere);
// Whoever asks is told; nobody may.
evaluate.catch(() => {});

parentPort!.on('message', (task: Task) => void compute(task));

async function compute(task: Task): Promise<void> {
  try {
    parentPort!.postMessage({ result: await (await evaluate)(task) });
  } catch (thrown) {
    parentPort!.postMessage({ failure: toFailure(thrown) });
  }
}
