import type { ModelAnalysis } from '../inference/model/model-analysis.ts';
import type { Model, PlainModel, TensorFlowModel } from '../objectives/model/model.ts';

/** What else an analysis depends on. */
export interface AnalysisOptions {
  readonly seed?: number;
}

/**
 * Finds out which tensors of a model are scale-invariant, alone, jointly or per column, what keeps the others from it, and which laws can
 * be expected on it.
 *
 * @param source a model, or the path of a module whose default export is one
 * @param directory where relative paths start; default: the working directory
 * @param options `seed` selects the random points and batches
 * @throws `ConfigurationError` with a code `MODEL_…`
 *
 * @example
 * ```ts
 * const { groups, tensors, breaks } = await analyseModel({
 *   name: 'with-a-bias',
 *   parameters: { w: [2], bias: [1] },
 *   loss: ({ parameters: { w, bias } }) => (w[0] / Math.sqrt(w[0] * w[0] + w[1] * w[1]) + bias[0] - 1) ** 2,
 * });
 * expect(groups).toMatchObject([{ name: 'w', invariance: 'exact' }]);
 * expect(tensors[1]).toMatchObject({ name: 'bias', role: 'bias' });
 * expect(breaks[0]).toContain('bias is a bias that no normaliser follows');
 * ```
 */
export function analyseModel(source: PlainModel, directory?: string, options?: AnalysisOptions): Promise<ModelAnalysis>;
export function analyseModel(
  source: TensorFlowModel | string,
  directory?: string,
  options?: AnalysisOptions,
): Promise<ModelAnalysis>;
export function analyseModel(source: Model | string, directory?: string, options?: AnalysisOptions): Promise<ModelAnalysis>;
export async function analyseModel(
  source: Model | string,
  directory: string = process.cwd(),
  options: AnalysisOptions = {},
): Promise<ModelAnalysis> {
  const { openModel } = await import('../subjects/open-model.ts');
  return (await openModel(source, directory, options)).analysis;
}
