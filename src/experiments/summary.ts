import { innerProducts, unitNames } from '../metrics/groups.ts';
import type { Objective } from '../objectives/objective.ts';
import { mean, quantileSorted, sampleStandardDeviation } from '../statistics/descriptive.ts';
import { ascending } from '../statistics/ascending.ts';
import type { EnsembleRecord, Experiment } from './experiment.ts';

/** A number over replicas. */
export interface Summary {
  /** Replicas in which it is finite; everything else is about these. */
  readonly count: number;
  /** Replicas in which it is not. */
  readonly diverged: number;
  /** NaN of no replica. */
  readonly mean: number;
  /** s/√n; NaN of fewer than two replicas. */
  readonly standardError: number;
  /** At 5, 25, 50, 75 and 95 %; NaN of no replica. */
  readonly quantiles: readonly [number, number, number, number, number];
}

const levels = [0.05, 0.25, 0.5, 0.75, 0.95];

/**
 * Mean, standard error and quantiles of a number that each replica contributes.
 *
 * @example
 * ```ts
 * expect(summarise([1, 2, 3, NaN])).toMatchObject({ count: 3, diverged: 1, mean: 2, quantiles: [1.1, 1.5, 2, 2.5, 2.9] });
 * ```
 */
export function summarise(values: Iterable<number>): Summary {
  const all = [...values];
  const finite = all.filter(Number.isFinite);
  const sorted = ascending(finite);
  const quantile = (level: number): number => (finite.length === 0 ? NaN : quantileSorted(sorted, level));
  return {
    count: finite.length,
    diverged: all.length - finite.length,
    mean: finite.length === 0 ? NaN : mean(finite),
    standardError: finite.length < 2 ? NaN : sampleStandardDeviation(finite) / Math.sqrt(finite.length),
    quantiles: levels.map(quantile) as unknown as Summary['quantiles'],
  };
}

/** A record over its replicas. */
export interface RecordSummary {
  /** metric → window by window. */
  readonly windows: Readonly<Record<string, readonly Summary[]>>;
  /** metric → point by point of `traceAt`. */
  readonly points: Readonly<Record<string, readonly Summary[]>>;
}

/**
 * Each metric of a record over its replicas, window by window and point by point.
 *
 * @param experiment what it is the record of, or its description
 *
 * @example
 * ```ts
 * const windowMeans = { loss: Float64Array.of(1, 10, 3, 30) };
 * const summary = summariseRecord({ windowMeans, traces: {}, replicaSteps: 8 }, { replicas: { first: 0, count: 2 } });
 * expect(summary.windows.loss.map((window) => window.mean)).toEqual([2, 20]);
 * ```
 */
export function summariseRecord(record: EnsembleRecord, { replicas }: Pick<Experiment, 'replicas'>): RecordSummary {
  const columns = (values: Float64Array): Summary[] => {
    const width = values.length / replicas.count;
    return Array.from({ length: width }, (_, column) => summarise(values.filter((_value, i) => i % width === column)));
  };
  const each = (arrays: Readonly<Record<string, Float64Array>>): Record<string, Summary[]> =>
    Object.fromEntries(Object.entries(arrays).map(([metric, values]) => [metric, columns(values)]));
  return { windows: each(record.windowMeans), points: each(record.traces) };
}

/**
 * The weight norm of each scale-invariant unit at the last snapshot, over replicas.
 *
 * @param record of an experiment with snapshots
 * @returns unit by unit, in the order of the groups of the objective; empty without snapshots
 */
export function summariseUnits(
  { snapshots = [] }: EnsembleRecord,
  { groups }: Pick<Objective, 'groups'>,
): readonly { readonly unit: string; readonly weightNorm: Summary }[] {
  const squares = snapshots.flatMap((points) => {
    const last = points.at(-1);
    return last === undefined ? [] : [innerProducts(groups, last, last)];
  });
  if (squares.length === 0) return [];
  return unitNames(groups).map((unit, i) => ({ unit, weightNorm: summarise(squares.map((square) => Math.sqrt(square[i]))) }));
}
