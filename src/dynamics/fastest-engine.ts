import type { Engine, Experiment } from '../experiments/experiment.ts';
import { referenceEngine } from './reference-engine.ts';
import { wasmEngine } from './wasm/wasm-engine.ts';

/**
 * For each experiment the fastest engine that can run it: WebAssembly where the objective says what its gradient computes, the
 * reference engine elsewhere. Which one depends on the experiment alone, so that a replay meets the same arithmetic.
 *
 * @example
 * ```ts
 * const record = await fastestEngine.run({
 *   objective: objective('isotropic-noise'), optimizer: sgd, learningRate: 1, weightDecay: 0.01, initScale: 3, precision: 'float64',
 *   seed: 1, streams: { initialisation: 'initialisation', data: 'data' }, replicas: { first: 0, count: 4 }, steps: 100,
 *   metrics: [squaredAngularUpdate], windows: [{ from: 51, to: 100 }],
 * });
 * expect(record.windowMeans['squared-angular-update']).toHaveLength(4);
 * ```
 */
export const fastestEngine: Engine = {
  name: 'fastest',
  supports: () => true,
  run: (experiment) => engineFor(experiment).run(experiment),
  arithmetic: (experiment) => engineFor(experiment).name,
  evaluator: wasmEngine.evaluator,
};

function engineFor(experiment: Experiment): Engine {
  return wasmEngine.supports(experiment) === true ? wasmEngine : referenceEngine;
}
