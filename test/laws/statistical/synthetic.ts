import fc from 'fast-check';
import type { Engine, EnsembleRecord, Experiment } from '../../../src/experiments/experiment.ts';
import type { Counterexample, Law, LawContext } from '../../../src/laws/law.ts';
import { replicaLaw, type ReplicaLawDefinition } from '../../../src/laws/statistical/replica-law.ts';
import type { Metric } from '../../../src/metrics/metric.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { normal } from '../../../src/random/normal.ts';
import { stream } from '../../../src/random/stream.ts';
import { contextOf, subjectOf } from '../asking.ts';

export const height: Metric = { name: 'height', description: 'what the synthetic engine makes up', measure: () => NaN };

/** An engine that trains nothing: height = η + slope·(middle of the window) + noise, one stream a replica, window and arm. */
export function syntheticEngine(noise: number, slope = 0): { engine: Engine; experiments: Experiment[] } {
  const experiments: Experiment[] = [];
  const engine: Engine = {
    name: 'synthetic',
    supports: () => true,
    run: (experiment) => {
      experiments.push(experiment);
      const { windows, replicas, traceAt = [], learningRate, seed, streams, steps } = experiment;
      const source = stream(seed, 'noise', streams.initialisation);
      const rows = Array.from({ length: replicas.count }, (_, row) => replicas.first + row);
      const value = (replica: number, index: number, at: number): number =>
        (learningRate as number) + slope * at + noise * normal(source.seek(replica, index));
      return {
        windowMeans: {
          height: Float64Array.from(
            rows.flatMap((replica) => windows.map(({ from, to }, i) => value(replica, i, (from + to) / 2))),
          ),
        },
        traces: { height: Float64Array.from(rows.flatMap((replica) => traceAt.map((at, i) => value(replica, 1000 + i, at)))) },
        replicaSteps: replicas.count * steps,
      } satisfies EnsembleRecord;
    },
  };
  return { engine, experiments };
}

/** One integer that decides how far apart the two arms are. */
export interface Configuration extends Counterexample {
  readonly size: number;
}

/** A law about two arms whose heights differ by `effect(size)`. */
export function syntheticLaw(
  effect: (size: number) => number,
  overrides: Partial<ReplicaLawDefinition<Configuration>> = {},
): Law {
  return replicaLaw<Configuration>({
    id: 'equilibrium',
    claim: 'Both arms have the same height.',
    formula: '',
    source: '',
    domain: '',
    unit: 'difference',
    claims: 'equal',
    // Of no other subject: a control would be given the same made-up numbers.
    applies: (asked) => asked === subject || 'the engine makes its numbers up',
    configurations: () =>
      Promise.resolve(
        fc.integer({ min: 0, max: 100 }).map(
          (size): Configuration => ({ learningRate: 1, weightDecay: 0.125, initScale: 1, size }),
          (value) => (value as Configuration).size,
        ),
      ),
    arms: (_, { size }, stretch) =>
      [0, effect(size)].map((difference, arm) => ({
        learningRate: 1 + difference,
        weightDecay: 0.125,
        initScale: 1,
        initialisation: `arm ${arm}`,
        windows: [{ from: 101, to: 100 + 160 * stretch }],
        equilibrium: 0,
      })),
    metrics: () => [height],
    quantities: () => [{ name: 'height', value: ([a, b]) => b.mean(height, 0) - a.mean(height, 0), tolerance: 0.03 }],
    steady: () => [{ metric: height, drift: (earlier, later) => later - earlier, tolerance: 0.03 }],
    cause: 'equilibrium-other',
    diagnose: (_, { size }, [{ effect: measured }]) => `size ${size} moves the height by ${measured.toFixed(2)}`,
    ...overrides,
  });
}

const subject = subjectOf(sgd);

export function syntheticContext(engine: Engine, changed: Partial<LawContext> = {}): LawContext {
  return { ...contextOf(subject), engine, replicaLimit: 256, ...changed };
}
