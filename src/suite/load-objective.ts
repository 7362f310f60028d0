import { rememberPromise } from '../experiments/remember-promise.ts';
import { objective as parseObjective } from '../objectives/reference.ts';
import type { Objective } from '../objectives/objective.ts';
import type { Model, PlainModel, TensorFlowModel } from '../objectives/model/model.ts';
import { isModelReference } from '../subjects/model-reference.ts';
import type { NoteCall } from '../subjects/model-watch.ts';

/**
 * The objective that a reference names: a built-in one, or a model in a module, which is analysed first; or that of a model in memory.
 *
 * @param source `digits-mlp?normaliser=layer`, `./my-model.ts`, or a model
 * @param directory where relative paths start; default: the working directory
 * @returns an objective whose scale-invariant groups are those that the analysis found
 * @throws `ConfigurationError` as `objective` does, or with a code `MODEL_…`
 *
 * @example
 * ```ts
 * const ratio = await loadObjective({
 *   name: 'ratio',
 *   parameters: { w: [3] },
 *   batch: ({ random }) => [random.normal(), random.normal(), random.normal()],
 *   loss: ({ parameters: { w }, batch }) =>
 *     batch.reduce((sum, x, i) => sum + x * w[i], 0) / Math.sqrt(w.reduce((sum, value) => sum + value * value, 0)),
 * });
 * expect(ratio.groups).toEqual([{ name: 'w', tensors: [0] }]);
 * expect((await checkLaw('radial-identity', sgd, { objective: ratio, configurations: 20 })).verdict).toBe('holds');
 * ```
 */
export function loadObjective(source: PlainModel, directory?: string): Promise<Objective>;
export function loadObjective(source: TensorFlowModel | string, directory?: string): Promise<Objective>;
export function loadObjective(source: Model | string, directory?: string): Promise<Objective>;
export function loadObjective(source: Model | string, directory: string = process.cwd()): Promise<Objective> {
  return openObjective(source, directory);
}

async function openObjective(source: Model | string, directory: string, watch?: NoteCall): Promise<Objective> {
  if (typeof source === 'string' && !isModelReference(source)) return parseObjective(source);
  const [{ openModel }, { modelObjective }] = await Promise.all([
    import('../subjects/open-model.ts'),
    import('../inference/model/model-objective.ts'),
  ]);
  const { model, analysis } = await openModel(source, directory, { watch });
  return modelObjective(model, analysis, typeof source === 'string' ? source : undefined);
}

/**
 * Loads every objective once.
 *
 * @param watch runs every call of a model's own functions
 */
export function objectiveSource(directory: string, watch?: NoteCall): (reference: string) => Promise<Objective> {
  const loaded = new Map<string, Promise<Objective>>();
  return (reference) => rememberPromise(loaded, reference, () => openObjective(reference, directory, watch));
}
