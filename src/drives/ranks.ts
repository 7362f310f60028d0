import type { Tensor } from '../arithmetic/tensor.ts';
import { identical, normalTensors, scaled } from '../inference/probe-problem.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { decayedTwice } from './decayed-twice.ts';
import type { Drive } from './drive.ts';
import { follow, gap, restricted, rounding, type DriveProblem, type Trajectory } from './problem.ts';

const shapes = [[2, 3], [], [1], [4], [2, 1, 3], [2, 2, 1, 3]];

/** Tensors of rank 0 to 4: none is left out or decayed twice, and a number is trained as a vector of one entry. */
export const ranks: Drive = {
  id: 'ranks',
  title: 'tensors have rank 0 to 4',
  capability: false,
  compare(optimizer, problem) {
    const mixed = withShapes(problem);
    const { after } = follow(optimizer, mixed);
    const moved = (tensor: number): boolean => !identical([after.at(-1)![tensor]], [mixed.start[tensor]]);
    const still = shapes.findIndex((_, tensor) => !moved(tensor));
    if (moved(0) && still >= 0 && !isLost(optimizer, mixed, still))
      return {
        effect: Infinity,
        tolerance: 0,
        cause: 'rank-left-out',
        diagnosis: `a tensor of rank ${shapes[still].length} (shape [${shapes[still].join(', ')}]) never moves, although it has a gradient`,
        where: { tensor: still, shape: shapes[still] },
      };
    const twice = decayedTwice(optimizer, problem);
    if (twice !== undefined) return twice;
    // What treats a column otherwise than a vector, decay aside, has a rule for each rank, and a number has one of its own.
    const columns = [[4], [4, 1]].map((shape) => follow(optimizer, alike(problem, shape)));
    if (gap(columns[0], flat(columns[1]), alike(problem, [4]).start).effect > rounding(optimizer, problem)) return undefined;
    const number = follow(optimizer, restricted(mixed, [1]));
    const vector = follow(optimizer, restricted(mixed, [2]));
    const { effect } = gap(number, vector, restricted(mixed, [1]).start);
    const allowed = rounding(optimizer, problem);
    if (effect <= allowed) return undefined;
    return {
      effect,
      tolerance: allowed,
      cause: 'rank-left-out',
      diagnosis:
        'a number (a tensor of rank 0) is not trained as a vector of one entry is: it is decayed, scaled or skipped otherwise',
      where: { shape: [] },
    };
  },
};

/** Whether a tensor that stays where it is moves from weights that are small: there no step is lost in their rounding. */
function isLost(optimizer: Optimizer, problem: DriveProblem, tensor: number): boolean {
  const near = { ...problem, start: scaled(problem.start, 2 ** -24) };
  return !identical([follow(optimizer, near).after.at(-1)![tensor]], [near.start[tensor]]);
}

/** One tensor of a shape, with the same entries whatever the shape is, without decay. */
function alike(problem: DriveProblem, shape: readonly number[]): DriveProblem {
  const { start, steps } = restricted(withShapes(problem), [3]);
  const shaped = (tensors: readonly Tensor[]): Tensor[] => tensors.map(({ data }) => ({ data, shape }));
  return {
    ...problem,
    start: shaped(start),
    steps: steps.map((step) => ({ ...step, gradients: shaped(step.gradients), weightDecay: 0 })),
  };
}

/** A run of a column as one of a vector. */
function flat({ after, remarks }: Trajectory): Trajectory {
  return { after: after.map((each) => each.map(({ data }) => ({ data, shape: [data.length] }))), remarks };
}

/** The same rates on tensors of every rank; the number and the vector of one entry have the same entries. */
function withShapes(problem: DriveProblem): DriveProblem {
  const precision = problem.start[0].data instanceof Float64Array ? 'float64' : 'float32';
  const draw = (step: number) => {
    const tensors = normalTensors(shapes, precision, stream('drives', 'ranks').seek(0, step));
    return tensors.map(({ data, shape }, i) => ({ data: i === 2 ? tensors[1].data.slice() : data, shape }));
  };
  return { ...problem, start: draw(0), steps: problem.steps.map((step, i) => ({ ...step, gradients: draw(i + 1) })) };
}
