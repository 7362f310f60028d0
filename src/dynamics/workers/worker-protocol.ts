import type { EnsembleRecord } from '../../experiments/experiment.ts';
import type { ExperimentDescription } from './experiment-description.ts';
import type { PackedThrown } from './thrown.ts';

/** Engines that workers run. */
export type EngineName = 'wasm' | 'reference';

/** What a worker is asked: one at a time. */
export interface WorkerRequest {
  readonly engine: EngineName;
  readonly description: ExperimentDescription;
}

/** What it answers. */
export type WorkerAnswer = { readonly record: EnsembleRecord } | { readonly thrown: PackedThrown };
