import type { EnsembleRecord, Experiment } from '../../experiments/experiment.ts';
import type { ExperimentDescription } from './experiment-description.ts';

/** Pieces of a run at most: enough to keep many cores busy to the end, few enough that what a piece costs once is little. */
const PIECES = 32;

/** Cuts the replicas of an experiment into runs of neighbours, in order; a function of their number alone. */
function cutReplicas({ first, count }: Experiment['replicas']): Experiment['replicas'][] {
  const size = Math.ceil(count / PIECES);
  const pieces: Experiment['replicas'][] = [];
  for (let start = 0; start < count; start += size) pieces.push({ first: first + start, count: Math.min(size, count - start) });
  return pieces;
}

/** An experiment, piece by piece: each with its replicas, and with where they start if that is given. */
export function describePieces(description: ExperimentDescription): ExperimentDescription[] {
  const { replicas: all, starts } = description;
  return cutReplicas(all).map((replicas) => {
    const from = replicas.first - all.first;
    return { ...description, replicas, ...(starts && { starts: starts.slice(from, from + replicas.count) }) };
  });
}

/** Puts the records of neighbouring replicas together. */
export function joinRecords(records: readonly EnsembleRecord[]): EnsembleRecord {
  const join = (kind: 'windowMeans' | 'traces'): Record<string, Float64Array> =>
    Object.fromEntries(Object.keys(records[0][kind]).map((name) => [name, concatenate(records.map((each) => each[kind][name]))]));
  return {
    windowMeans: join('windowMeans'),
    traces: join('traces'),
    ...(records.every(({ snapshots }) => snapshots === undefined)
      ? {}
      : { snapshots: records.flatMap(({ snapshots = [] }) => snapshots) }),
    replicaSteps: records.reduce((sum, { replicaSteps }) => sum + replicaSteps, 0),
  };
}

function concatenate(arrays: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const array of arrays) {
    all.set(array, start);
    start += array.length;
  }
  return all;
}
