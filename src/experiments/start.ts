import { copy, zeros, type Tensor } from '../arithmetic/tensor.ts';
import type { Evaluator } from './experiment.ts';
import type { Schedule } from './schedule.ts';
import { innerProducts } from '../metrics/groups.ts';
import type { Objective } from '../objectives/objective.ts';
import { stream } from '../random/stream.ts';

/** Where the replicas of an arm start, before `initScale`. */
export type Start = CommonStart | ExactStart | ExtremeStart | GivenStart | TrainedStart;

/** One draw of the standard initialisation, the same for every replica and every seed. */
export interface CommonStart {
  readonly kind: 'common';
  /** Which. */
  readonly name: string;
}

/** The standard initialisation, each scale-invariant unit divided by its norm. */
export interface ExactStart {
  readonly kind: 'exact';
}

/** Of several draws of the standard initialisation the one at which a metric of the objective is least, or most. */
export interface ExtremeStart {
  readonly kind: 'extreme';
  readonly metric: string;
  readonly side: 'least' | 'most';
  readonly among: number;
}

/** These tensors: [replica, counting from 0][tensor]. */
export interface GivenStart {
  readonly kind: 'given';
  readonly tensors: readonly (readonly Tensor[])[];
}

/** Where another run ends, which sees samples of its own. */
export interface TrainedStart {
  readonly kind: 'trained';
  readonly learningRate: Schedule;
  readonly weightDecay: Schedule;
  readonly initScale: number;
  readonly hyperparameters?: Readonly<Record<string, number>>;
  readonly steps: number;
  readonly start?: Exclude<Start, TrainedStart>;
}

/** The same start, its tensors counted from the first of these replicas, so that it says nothing of any other. */
export function ofReplicas<Any extends Start>(
  start: Any,
  { first, count }: { readonly first: number; readonly count: number },
): Any {
  if (start.kind === 'given') return { ...start, tensors: start.tensors.slice(first, first + count) };
  const before = (start as TrainedStart).start;
  return before === undefined ? start : { ...start, start: ofReplicas(before, { first, count }) };
}

/** The inverse of `ofReplicas`, with nothing in the places of other replicas. */
export function ofAllReplicas(start: Start, replicas: { readonly first: number; readonly count: number }): Start {
  if (start.kind === 'given')
    return { ...start, tensors: [...Array.from({ length: replicas.first }, () => []), ...start.tensors] };
  if (start.kind !== 'trained' || start.start === undefined) return start;
  return { ...start, start: ofAllReplicas(start.start, replicas) as Exclude<Start, TrainedStart> };
}

/**
 * The start tensors of some replicas; the numbers of a replica do not depend on which others start.
 *
 * @param start anything but a run, which an engine has to make first
 * @param names seed, and the stream of the initialisation
 * @param evaluator reads the metrics of an objective; default: the objective itself
 * @returns [replica][tensor], in float64
 */
export function startTensors(
  objective: Objective,
  start: Exclude<Start, TrainedStart>,
  names: { readonly seed: number | string; readonly initialisation: string },
  replicas: { readonly first: number; readonly count: number },
  evaluator: Evaluator = objective.instantiate('float64'),
): (readonly Tensor[])[] {
  const instance = objective.instantiate('float64');
  const source = start.kind === 'common' ? stream('common start', start.name) : stream(names.seed, names.initialisation);
  const draw = (replica: number, candidate: number): Tensor[] => {
    const tensors = objective.parameters.map(({ shape }) => zeros(shape, 'float64'));
    instance.initialise(tensors, source.seek(replica, candidate));
    return tensors;
  };
  return Array.from({ length: replicas.count }, (_, row) => {
    const replica = replicas.first + row;
    if (start.kind === 'given') return start.tensors[replica].map(copy);
    if (start.kind === 'common') return draw(0, 0);
    if (start.kind === 'exact') return normalised(objective, draw(replica, 0));
    const sign = start.side === 'least' ? 1 : -1;
    const index = objective.metrics.indexOf(start.metric);
    const candidates = Array.from({ length: start.among }, (_, candidate) => draw(replica, candidate));
    const values = candidates.map((tensors) => sign * evaluator.evaluate(tensors, start.metric)[index]);
    return candidates[values.indexOf(Math.min(...values))];
  });
}

/** Divides each scale-invariant unit by its norm, in place. */
function normalised({ groups }: Objective, tensors: Tensor[]): Tensor[] {
  const norms = innerProducts(groups, tensors, tensors).map(Math.sqrt);
  let unit = 0;
  for (const { tensors: indices, columns = 1 } of groups) {
    for (const index of indices) {
      const { data } = tensors[index];
      for (let i = 0; i < data.length; i++) data[i] /= norms[unit + (i % columns)];
    }
    unit += columns;
  }
  return tensors;
}
