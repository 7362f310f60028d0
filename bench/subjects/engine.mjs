import { referenceEngine } from '../../dist/dynamics/reference-engine.js';
import { wasmEngine } from '../../dist/dynamics/wasm/wasm-engine.js';
import { workerEngine } from '../../dist/dynamics/workers/worker-engine.js';
import { objective } from '../../dist/objectives/reference.js';
import { sgd } from '../../dist/optimizers/sgd.js';
import { repeated, settings, timed } from './subject.mjs';

/** An experiment of so many replicas and steps. */
export function experiment({ replicas, steps, reference = 'digits-mlp' }) {
  return {
    objective: objective(reference),
    optimizer: sgd,
    learningRate: settings.learningRate,
    weightDecay: settings.weightDecay,
    initScale: 1,
    precision: 'float32',
    seed: 'bench',
    streams: { initialisation: 'initialisation', data: 'data' },
    replicas: { first: 0, count: replicas },
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
export function wasmSubject(replicas, { reference, name = 'wasm engine', leastSteps = 128, exactSteps } = {}) {
  const run = (steps) => void wasmEngine.run(experiment({ replicas, steps, reference }));
  return {
    name,
    start: async () => ({
      rate: exactSteps === undefined ? timed(replicas, run, leastSteps) : repeated(replicas, run, exactSteps),
      stop: () => {},
    }),
  };
}

/** Replicas dealt to workers. @returns {import('./subject.mjs').Subject} */
export function workerSubject(replicas, workers, isolation = 'thread') {
  return {
    name: `worker engine, ${workers} ${isolation}${workers === 1 ? '' : isolation === 'thread' ? 's' : 'es'}`,
    start: async () => {
      const engine = workerEngine({ workers, isolation });
      return {
        rate: timed(replicas, async (steps) => void (await engine.run(experiment({ replicas, steps }))), 128),
        stop: () => engine.close(),
      };
    },
  };
}
