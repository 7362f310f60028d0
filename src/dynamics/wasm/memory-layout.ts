import { size, type Precision } from '../../arithmetic/tensor.ts';
import type { Experiment } from '../../experiments/experiment.ts';
import type { ScaleInvariantGroup } from '../../objectives/objective.ts';
import type { UpdateRule } from './update-rules/update-rule.ts';

/** Numbers of a step's summary: loss, mean ln‖w‖², mean squared chord, mean ‖g‖²‖w‖². */
export const SUMMARY_SIZE = 4;

/** Bytes from one replica's parameters to those of the next: room for the parameters, and for a float64 a unit. */
export function strideOf({ objective, precision }: { objective: Experiment['objective']; precision: Precision }): number {
  const length = objective.parameters.reduce((sum, { shape }) => sum + size(shape), 0);
  const bytes = Math.max(length * (precision === 'float32' ? 4 : 8), 8 * unitCount(objective.groups));
  return Math.ceil(bytes / 64) * 64;
}

/** Columns that are invariant on their own, and other groups. */
export function unitCount(groups: readonly ScaleInvariantGroup[]): number {
  return groups.reduce((count, { columns = 1 }) => count + columns, 0);
}

/** Bytes that a replica takes. */
export function bytesPerReplica(experiment: Experiment, rule: UpdateRule | undefined, chunk: number): number {
  const readings = 5;
  const arrays = 2 + (rule ? rule.buffers.length : readings);
  return arrays * strideOf(experiment) + 8 * SUMMARY_SIZE * chunk;
}
