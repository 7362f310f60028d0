import { size, type Tensor } from '../../arithmetic/tensor.ts';
import { defineObjective } from '../../objectives/define-objective.ts';
import type { DifferentiableModel } from '../../objectives/model/differentiable-model.ts';
import type { Objective, ScaleInvariantGroup } from '../../objectives/objective.ts';
import type { ModelAnalysis } from './model-analysis.ts';

/**
 * A model as an objective that laws take, with the groups that its analysis found.
 *
 * @param reference names it in another process, such as the path of its module; default: its name
 */
export function modelObjective(model: DifferentiableModel, analysis: ModelAnalysis, reference: string = model.name): Objective {
  const { name, description, parameters, noise } = model;
  const groups = analysis.groups.map(({ name: group, tensors, columns }) => ({
    name: group,
    tensors,
    ...(columns !== undefined && { columns }),
  }));
  const tangent = model.gradientSource === 'analytic' ? [] : groups.filter((_, i) => analysis.groups[i].invariance !== 'nearly');
  return defineObjective({
    reference,
    name,
    description,
    parameters,
    groups,
    normaliserEpsilon: Math.max(
      0,
      ...analysis.groups.map(({ invariance, epsilon }) => (invariance === 'nearly' ? (epsilon?.forUnitInputs ?? 1) : 0)),
    ),
    noise,
    exempt: analysis.unexpected,

    instantiate() {
      const weights = parameters.map(({ shape }) => new Float64Array(size(shape)));
      const slopes = parameters.map(({ shape }) => new Float64Array(size(shape)));
      const read = (tensors: readonly Tensor[]): void => tensors.forEach(({ data }, i) => weights[i].set(data));
      return {
        initialise(tensors, stream) {
          for (const data of weights) data.fill(0);
          model.initialise(weights, stream);
          tensors.forEach(({ data }, i) => data.set(weights[i]));
        },
        gradient(tensors, gradients, stream) {
          read(tensors);
          const loss = model.gradient(weights, slopes, stream);
          for (const group of tangent) project(group, weights, slopes);
          gradients.forEach(({ data }, i) => data.set(slopes[i]));
          return loss;
        },
      };
    },
  });
}

/** Removes from a gradient its part along the weights, unit by unit: g − (⟨g, w⟩/‖w‖²) w. Exact under powers of two. */
function project(
  { tensors, columns = 1 }: ScaleInvariantGroup,
  weights: readonly Float64Array[],
  slopes: readonly Float64Array[],
): void {
  for (let column = 0; column < columns; column++) {
    let [across, square] = [0, 0];
    for (const tensor of tensors) {
      for (let i = column; i < weights[tensor].length; i += columns) {
        across += weights[tensor][i] * slopes[tensor][i];
        square += weights[tensor][i] * weights[tensor][i];
      }
    }
    if (!(square > 0)) continue;
    for (const tensor of tensors)
      for (let i = column; i < weights[tensor].length; i += columns) slopes[tensor][i] -= (across / square) * weights[tensor][i];
  }
}
