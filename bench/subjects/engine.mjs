import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { referenceEngine } from '../../dist/dynamics/reference-engine.js';
import { wasmEngine } from '../../dist/dynamics/wasm/wasm-engine.js';
import { objective } from '../../dist/objectives/reference.js';
import { sgd } from '../../dist/optimizers/sgd.js';
import { settings, timed } from './subject.mjs';

/** An experiment of so many replicas and steps. */
export function experiment({ replicas, steps, reference = 'digits-mlp', first = 0, precision = 'float32' }) {
  return {
    objective: objective(reference),
    optimizer: sgd,
    learningRate: settings.learningRate,
    weightDecay: settings.weightDecay,
    initScale: 1,
    precision,
    seed: 'bench',
    streams: { initialisation: 'initialisation', data: 'data' },
    replicas: { first, count: replicas },
    steps,
    metrics: [],
    windows: [],
  };
}

/** @returns {import('./subject.mjs').Subject} */
export function referenceSubject(replicas) {
  return {
    name: 'reference engine',
    start: async () => ({
      rate: timed(replicas, (steps) => void referenceEngine.run(experiment({ replicas, steps })), 32),
      stop: () => {},
    }),
  };
}

/** @returns {import('./subject.mjs').Subject} */
export function wasmSubject(replicas, { reference, name = 'wasm engine, 1 thread', leastSteps = 128 } = {}) {
  return {
    name,
    start: async () => ({
      rate: timed(replicas, (steps) => void wasmEngine.run(experiment({ replicas, steps, reference })), leastSteps),
      stop: () => {},
    }),
  };
}

/** Replicas dealt to threads. @returns {import('./subject.mjs').Subject} */
export function threadedSubject(replicas, threads) {
  return {
    name: `wasm engine, ${threads} threads`,
    start: async () => {
      const share = replicas / threads;
      const workers = Array.from(
        { length: threads },
        (_, i) => new Worker(new URL(import.meta.url), { workerData: { replicas: share, first: i * share } }),
      );
      const ask = (worker, steps) =>
        new Promise((resolve, reject) => {
          worker.once('message', resolve);
          worker.once('error', reject);
          worker.postMessage(steps);
        });
      return {
        rate: timed(replicas, (steps) => Promise.all(workers.map((worker) => ask(worker, steps))), 128),
        stop: async () => void (await Promise.all(workers.map((worker) => worker.terminate()))),
      };
    },
  };
}

if (!isMainThread && workerData?.replicas !== undefined) {
  parentPort.on('message', (steps) => {
    wasmEngine.run(experiment({ ...workerData, steps }));
    parentPort.postMessage('done');
  });
}
