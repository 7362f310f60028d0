import type { Metric } from '../metrics/metric.ts';
import type { Arm } from './arm.ts';
import { describeExperiment, type ExperimentDescription } from './describe-experiment.ts';
import type { Experiment } from './experiment.ts';
import { experimentOf, type Bench } from './run-arms.ts';
import { ofReplicas } from './start.ts';

/**
 * Describes what `runArms` runs for an arm; `experimentId` of it is the key under which a store has its record.
 *
 * @param phase names the streams
 * @returns the description, or a sentence that says what nobody could name
 *
 * @example
 * ```ts
 * const bench = { engine: fastestEngine, objective: objective('isotropic-noise'), optimizer: sgd, seed: 1 };
 * const arm = { learningRate: 1, weightDecay: 0.01, initScale: 3, initialisation: 'start', windows: [{ from: 17, to: 32 }] };
 * const described = describeArm(bench, 'confirm', arm, [loss], { first: 0, count: 2 });
 * expect(described).toMatchObject({ seed: '1/confirm', steps: 32, optimizer: { builtIn: 'sgd' } });
 * ```
 */
export function describeArm(
  bench: Bench,
  phase: string,
  arm: Arm,
  metrics: readonly Metric[],
  replicas: Experiment['replicas'],
): ExperimentDescription | string {
  const experiment = experimentOf(bench, phase, arm, metrics, replicas);
  return describeExperiment(bench.engine, experiment, arm.start && ofReplicas(arm.start, replicas));
}
