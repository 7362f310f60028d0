import { parentPort } from 'node:worker_threads';
import { referenceEngine } from '../reference-engine.ts';
import { wasmEngine } from '../wasm/wasm-engine.ts';
import { rebuildExperiment } from './experiment-description.ts';
import { packThrown } from './thrown.ts';
import type { WorkerAnswer, WorkerRequest } from './worker-protocol.ts';

// The program of a worker, thread or process: answers requests one at a time.

const engines = { wasm: wasmEngine, reference: referenceEngine };

async function answer({ engine, description }: WorkerRequest): Promise<WorkerAnswer> {
  try {
    return { record: await engines[engine].run(await rebuildExperiment(description)) };
  } catch (thrown) {
    return { thrown: packThrown(thrown) };
  }
}

if (parentPort !== null) {
  const port = parentPort;
  port.on('message', (request: WorkerRequest) => void answer(request).then((message) => port.postMessage(message)));
} else {
  process.on('message', (request: WorkerRequest) => void answer(request).then((message) => process.send!(message)));
  // Whoever asked is gone.
  process.once('disconnect', () => process.exit());
}
