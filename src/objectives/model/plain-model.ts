import type { Stream } from '../../random/stream.ts';
import { centralDifferences } from './central-differences.ts';
import type { DifferentiableModel } from './differentiable-model.ts';
import { callModel, numberOf } from './model-call.ts';
import { modelRandom } from './model-random.ts';
import type { ModelParameters, PlainModel } from './model.ts';
import { fillStandard } from './standard-initialisation.ts';
import { listShapes } from './validate-model.ts';

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

  return {
    name,
    description,
    parameters,
    noise,
    gradientSource: model.gradient === undefined ? 'central-differences' : 'analytic',
    arithmetic: 'float64',

    initialise(arrays, stream) {
      parameters.forEach((parameter, i) => fillStandard(parameter, arrays[i], stream));
      if (model.init === undefined) return;
      callModel(name, 'init', () => model.init!({ parameters: named(arrays), random: modelRandom(stream) }));
    },

    loss: (arrays, stream, random) => evaluate(arrays, draw(stream, random)),

    gradient(arrays, gradients, stream) {
      const drawn = draw(stream);
      const loss = evaluate(arrays, drawn);
      if (model.gradient === undefined) {
        const copies = arrays.map((data) => data.slice());
        centralDifferences(() => evaluate(copies, drawn), copies, widths, gradients);
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
