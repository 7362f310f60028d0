import { describeExperiment } from './describe-experiment.ts';
import type { Engine, EnsembleRecord, Experiment } from './experiment.ts';
import type { RecordSource } from './record-store.ts';
import { ofReplicas, startTensors, type Start } from './start.ts';

/** What runs experiments, and where their records are kept. */
export interface Runner {
  readonly engine: Engine;
  /** Records of experiments that can be described are taken from here, and kept here. */
  readonly store?: RecordSource;
}

/**
 * Runs an experiment, unless its record is known.
 *
 * @param start where its replicas start; another run may have to be made first, whose record is kept as well. Default: `experiment.starts`,
 *   or else the standard initialisation
 *
 * @example
 * ```ts
 * const { windowMeans } = await runExperiment({ engine: fastestEngine }, {
 *   objective: objective('quadratic-ratio'), optimizer: sgd, learningRate: 0.1, weightDecay: 0.5, initScale: 2, precision: 'float64',
 *   seed: 1, streams: { initialisation: 'initialisation', data: 'data' }, replicas: { first: 0, count: 2 }, steps: 10,
 *   metrics: [loss], windows: [{ from: 6, to: 10 }],
 * }, { kind: 'exact' });
 * expect(windowMeans.loss).toHaveLength(2);
 * ```
 */
export async function runExperiment(runner: Runner, experiment: Experiment, start?: Start): Promise<EnsembleRecord> {
  const { engine, store } = runner;
  const compute = async (): Promise<EnsembleRecord> =>
    engine.run(start === undefined ? experiment : { ...experiment, starts: await startsOf(runner, experiment, start) });
  const description = store && describeExperiment(engine, experiment, start && ofReplicas(start, experiment.replicas));
  return description === undefined || typeof description === 'string' ? compute() : store!.recall(description, compute);
}

async function startsOf(runner: Runner, experiment: Experiment, start: Start): Promise<Experiment['starts']> {
  if (start.kind !== 'trained') {
    const { objective, seed, streams, replicas, precision } = experiment;
    return startTensors(objective, start, { seed, ...streams }, replicas, runner.engine.evaluator?.(objective, precision));
  }
  const { steps, start: first, learningRate, weightDecay, initScale, hyperparameters } = start;
  const before: Experiment = {
    ...experiment,
    learningRate,
    weightDecay,
    initScale,
    hyperparameters: hyperparameters ?? experiment.hyperparameters,
    streams: { ...experiment.streams, data: 'data before' },
    steps,
    metrics: [],
    windows: [],
    traceAt: [],
    snapshotAt: [steps],
  };
  const { snapshots } = await runExperiment(runner, before, first);
  return snapshots!.map(([last]) => last);
}
