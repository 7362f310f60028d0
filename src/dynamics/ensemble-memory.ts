import { metricReference } from '../metrics/reference.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Engine, EnsembleRecord, Experiment } from '../experiments/experiment.ts';

/** Records kept; each takes a few kilobytes. */
const limit = 512;

/** What has been computed, so that a second law that asks for the same ensemble gets the same record. */
export interface EnsembleMemory {
  /**
   * @param engine computes what is not known yet
   * @param subject the optimizer that this memory is about, which may be another copy of the same module each time; any other
   *   optimizer is told by its identity
   */
  engine(engine: Engine, subject: Optimizer): Engine;
}

/**
 * Remembers ensembles by their content: everything that an experiment says, numbers and names as text, objectives and optimizers
 * (and metrics that are not this package's) as objects. A record is a function of exactly that, so it is what the engine would
 * compute again.
 *
 * The oldest records are forgotten first. Experiments that keep parameters, or are given them, are not remembered.
 *
 * @example
 * ```ts
 * const engine = ensembleMemory().engine(fastestEngine, sgd);
 * const experiment = {
 *   objective: objective('isotropic-noise'), optimizer: sgd, learningRate: 1, weightDecay: 0.01, initScale: 3, precision: 'float64',
 *   seed: 1, streams: { initialisation: 'initialisation', data: 'data' }, replicas: { first: 0, count: 4 }, steps: 100,
 *   metrics: [squaredAngularUpdate], windows: [{ from: 51, to: 100 }],
 * } as const;
 * expect(await engine.run({ ...experiment })).toBe(await engine.run({ ...experiment }));
 * ```
 */
export function ensembleMemory(): EnsembleMemory {
  const records = new Map<string, EnsembleRecord | Promise<EnsembleRecord>>();
  const numbers = new WeakMap<object, number>();
  let last = 0;
  const numberOf = (object: object): number => {
    if (!numbers.has(object)) numbers.set(object, ++last);
    return numbers.get(object)!;
  };

  return {
    engine: (engine, subject) => ({
      name: engine.name,
      supports: (experiment) => engine.supports(experiment),
      ...(engine.evaluator && { evaluator: engine.evaluator }),
      run(experiment) {
        if (experiment.snapshotAt !== undefined || experiment.starts !== undefined) return engine.run(experiment);
        const key = contentOf(experiment, (object) => (object === subject ? 0 : numberOf(object)));
        const known = records.get(key) ?? engine.run(experiment);
        records.set(key, known);
        // A Map lists its keys in the order of their insertion.
        if (records.size > limit) records.delete(records.keys().next().value!);
        return known;
      },
    }),
  };
}

function contentOf({ objective, optimizer, metrics, ...plain }: Experiment, numberOf: (object: object) => number): string {
  const recorded = metrics.map((metric) => metricReference(metric) ?? numberOf(metric));
  return JSON.stringify([numberOf(objective), numberOf(optimizer), recorded, plain], exactly);
}

/** JSON has one zero, and neither NaN nor infinities. */
function exactly(_key: string, value: unknown): unknown {
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value;
  return [Object.is(value, -0) ? '-0' : String(value)];
}
