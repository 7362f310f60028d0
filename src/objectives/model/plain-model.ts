import { size, type Precision } from '../../arithmetic/tensor.ts';
import { stream as streamOf, type Stream } from '../../random/stream.ts';
import { centralDifferences } from './central-differences.ts';
import type { DifferentiableModel } from './differentiable-model.ts';
import { lossPrecision } from './loss-precision.ts';
import { callModel, numberOf } from './model-call.ts';
import { modelRandom } from './model-random.ts';
import type { ModelParameters, PlainModel } from './model.ts';
import { fillStandard } from './standard-initialisation.ts';
import { listShapes } from './validate-model.ts';

/** Losses by which the arithmetic of a model is told. */
const asked = 3;

/** A validated model in plain JavaScript, ready for analysis and laws. */
export function plainModel(model: PlainModel): DifferentiableModel {
  const { name, description = '', batch, noise = batch === undefined ? 'none' : 'minibatch' } = model;
  const parameters = listShapes(model.parameters);
  const widths = parameters.map(({ shape }) => (shape.length < 2 ? 1 : shape.at(-1)!));
  const named = (arrays: readonly Float64Array[]): ModelParameters =>
    Object.fromEntries(parameters.map((parameter, i) => [parameter.name, arrays[i]]));
  const draw = (stream: Stream, random = modelRandom): unknown =>
    callModel(name, 'batch', () => batch?.call(model, { random: random(stream) }));
  const evaluate = (arrays: readonly Float64Array[], drawn: unknown): number =>
    numberOf(
      name,
      callModel(name, 'loss', () => model.loss({ parameters: named(arrays), batch: drawn })),
    );
  const initialise = (arrays: readonly Float64Array[], stream: Stream): void => {
    parameters.forEach((parameter, i) => fillStandard(parameter, arrays[i], stream));
    if (model.init === undefined) return;
    callModel(name, 'init', () => model.init!({ parameters: named(arrays), random: modelRandom(stream) }));
  };
  let precision: Precision | undefined;
  const arithmetic = (): Precision => (precision ??= precisionOfLoss());
  const precisionOfLoss = (): Precision => {
    const losses = Array.from({ length: asked }, (_, at) => {
      const arrays = parameters.map(({ shape }) => new Float64Array(size(shape)));
      const own = streamOf(name, 'precision').seek(at, 0);
      initialise(arrays, own);
      return evaluate(arrays, draw(own));
    });
    return lossPrecision(losses);
  };

  return {
    name,
    description,
    parameters,
    noise,
    gradientSource: model.gradient === undefined ? 'central-differences' : 'analytic',
    get arithmetic() {
      return arithmetic();
    },

    initialise,

    loss: (arrays, stream, random) => evaluate(arrays, draw(stream, random)),

    gradient(arrays, gradients, stream) {
      const drawn = draw(stream);
      const loss = evaluate(arrays, drawn);
      if (model.gradient === undefined) {
        const copies = arrays.map((data) => data.slice());
        centralDifferences(() => evaluate(copies, drawn), copies, widths, gradients, arithmetic());
      } else {
        for (const data of gradients) data.fill(0);
        callModel(name, 'gradient', () =>
          model.gradient!({ parameters: named(arrays), gradients: named(gradients), batch: drawn }),
        );
      }
      return loss;
    },
  };
}
