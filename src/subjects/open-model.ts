import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { analyseDifferentiable } from '../inference/model/analyse-model.ts';
import type { ModelAnalysis } from '../inference/model/model-analysis.ts';
import type { DifferentiableModel } from '../objectives/model/differentiable-model.ts';
import type { Model } from '../objectives/model/model.ts';
import { plainModel } from '../objectives/model/plain-model.ts';
import { tensorFlowModel, type TensorFlow } from '../objectives/model/tensorflow-model.ts';
import { isTensorFlowModel, validateModel } from '../objectives/model/validate-model.ts';
import { isModelReference } from './model-reference.ts';
import { importing, modelFunctions, type NoteCall } from './model-watch.ts';
import { findModule } from './kinds/module-file.ts';
import { subjectKinds } from './kinds/index.ts';

/** A model with what was found about it. */
export interface OpenedModel {
  readonly model: DifferentiableModel;
  readonly analysis: ModelAnalysis;
}

/** How a model is opened. */
export interface OpenModelOptions {
  /** Selects the random points and batches of the analysis. */
  readonly seed?: number;
  /** Runs every call of the model's own functions, which are known by their number in `modelFunctions`. */
  readonly watch?: NoteCall;
}

/**
 * Loads a model and analyses it.
 *
 * @param source a model, or the path of a module whose default export is one
 * @param directory where relative paths start
 * @throws `ConfigurationError` with a code `MODEL_…`: not found, no model, crashes, is asynchronous or not finite
 */
export async function openModel(
  source: Model | string,
  directory: string,
  { seed, watch }: OpenModelOptions = {},
): Promise<OpenedModel> {
  const file = typeof source === 'string' ? resolve(directory, source) : undefined;
  const load = (): Promise<unknown> => importModel(source as string, directory);
  const value = typeof source !== 'string' ? source : await (watch === undefined ? load() : watch(importing, load));
  const valid = validateModel(value, typeof source === 'string' ? source : 'the value');
  const model = isTensorFlowModel(valid)
    ? await tensorFlowModel(watched(valid, watch), await importTensorFlow(file))
    : plainModel(watched(valid, watch));
  return { model, analysis: analyseDifferentiable(model, seed) };
}

/** The same model, with every call of its functions passed to `watch`. */
function watched<Kind extends Model>(model: Kind, watch: OpenModelOptions['watch']): Kind {
  if (watch === undefined) return model;
  const wrapped = Object.create(model) as Record<string, unknown>;
  modelFunctions.forEach((name, number) => {
    const own: unknown = model[name as keyof Kind];
    if (typeof own !== 'function') return;
    wrapped[name] = (...given: unknown[]): unknown => watch(number, () => own.apply(model, given));
  });
  return wrapped as Kind;
}

async function importModel(reference: string, directory: string): Promise<unknown> {
  const kind = subjectKinds.find(({ name, recognises }) => name !== 'built-in' && recognises(reference));
  if (kind === undefined || !isModelReference(reference)) {
    throw new ConfigurationError(
      'MODEL_UNKNOWN_KIND',
      `"${reference}" does not name a model`,
      'name a JavaScript or TypeScript module: ./my-model.ts',
    );
  }
  try {
    const file = findModule(reference, directory);
    // Its greeting would appear as soon as a module makes a layer.
    if (/@tensorflow\/tfjs/.test(readFileSync(file, 'utf8'))) (await importTensorFlow(file)).env().set('PROD', true);
    return await kind.load(reference, directory);
  } catch (thrown) {
    if (!(thrown instanceof ConfigurationError) || !thrown.code.startsWith('SUBJECT_')) throw thrown;
    const [problem, advice] = thrown.message.split('\n  ');
    const error = new ConfigurationError(thrown.code.replace('SUBJECT', 'MODEL'), problem, advice?.replace('optimizer', 'model'));
    error.cause = thrown.cause;
    throw error;
  }
}

/** TensorFlow.js as the model's own module would get it, else this package's. */
async function importTensorFlow(file: string | undefined): Promise<TensorFlow> {
  for (const place of [...(file === undefined ? [] : [file]), import.meta.url]) {
    try {
      const path = createRequire(place).resolve('@tensorflow/tfjs');
      const namespace = await import(pathToFileURL(path).href);
      return (namespace.default ?? namespace) as TensorFlow;
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_MODULE_NOT_FOUND') throw thrown;
    }
  }
  throw new ConfigurationError(
    'MODEL_TFJS_MISSING',
    'the model computes in TensorFlow.js, which is not installed',
    'npm install --save-dev @tensorflow/tfjs',
  );
}
