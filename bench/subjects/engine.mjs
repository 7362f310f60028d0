import { objective, referenceEngine, sgd, wasmEngine, workerEngine } from '../../dist/index.js';
import { repeated, settings, timed } from './subject.mjs';

/**
 * An experiment of so many replicas and steps.
 *
 * @param {{ replicas: number, steps: number, reference?: string }} size
 * @returns {import('../../dist/index.js').Experiment}
 */
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

/**
 * @param {number} replicas
 * @param {{ reference?: string, name?: string, leastSteps?: number, exactSteps?: number }} options
 * @returns {import('./subject.mjs').Subject}
 */
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

/**
 * Replicas dealt to workers.
 *
 * @param {number} replicas
 * @param {number} workers
 * @param {'thread' | 'process'} isolation
 * @returns {import('./subject.mjs').Subject}
 */
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
