import type { Tensor } from '../../src/arithmetic/tensor.ts';
import type { StepView } from '../../src/metrics/metric.ts';
import type { Objective, ScaleInvariantGroup } from '../../src/objectives/objective.ts';

/** Two tensors that are one group together, a matrix whose three columns are groups on their own, and one in no group. */
export const shapes: readonly (readonly number[])[] = [[2, 2], [3], [2, 3], [2]];
export const groups: readonly ScaleInvariantGroup[] = [
  { name: 'joint', tensors: [0, 1] },
  { name: 'columns', tensors: [2], columns: 3 },
];

export function tensors(...entries: readonly (readonly number[])[]): Tensor[] {
  return entries.map((values, i) => ({ data: Float64Array.from(values), shape: shapes[i] }));
}

/** A step as metrics see it, on an objective of which only the groups and an evaluation matter. */
export function stepView(changed: Partial<StepView> = {}): StepView {
  const before = tensors([1, 2, 3, 4], [0, 0, 0], [3, 0, 1, 4, 2, 0], [7, 7]);
  const objective: Objective = {
    reference: 'fake',
    name: 'fake',
    description: '',
    parameters: shapes.map((shape, i) => ({ name: `w${i}`, shape })),
    groups,
    normaliserEpsilon: 0,
    noise: 'none',
    metrics: ['trainLoss', 'testAccuracy'],
    instantiate: () => instance,
  };
  const instance: StepView['instance'] = {
    initialise: () => {},
    gradient: () => 0,
    evaluate: ([{ data }]) => [10 * data[0], data[0] / 100],
  };
  return {
    objective,
    instance,
    before,
    after: before,
    gradients: before,
    loss: 0.75,
    learningRate: 0.5,
    weightDecay: 0.25,
    ...changed,
  };
}
