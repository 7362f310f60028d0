import type { Tensor } from '../arithmetic/tensor.ts';
import { distance, norm } from '../inference/probe-problem.ts';
import type { Optimizer, Way } from '../optimizers/optimizer.ts';
import type { Deviation, Drive } from './drive.ts';
import { follow, type DriveProblem, type Trajectory } from './problem.ts';
import { remarked } from './same-way.ts';

/** What steps that are rounded to 8 bits may miss: of the weights by rounding them, and of the path by rounding the state. */
const ofWeights = 2 ** -6;
const ofPath = 0.5;

/** Steps of a run whose steps are so much shorter than usual ones. */
const [longRun, slowness] = [24, 2 ** -14];

/**
 * Parameters, gradients and so the state in the format that large models are trained in, which has 8 bits. Who names it among the
 * precisions is held to it; of everybody else it is asked that parameters move, for coefficients such as 0.999 are 1 in it.
 */
export const bfloat16: Drive = {
  id: 'bfloat16',
  title: 'parameters and gradients are kept in bfloat16',
  ofFormat: true,
  compare(optimizer, problem, ways) {
    const plain = follow(optimizer, problem);
    if (!plain.after.every((parameters) => parameters.every(isFinite))) return undefined;
    for (const way of ways) {
      const found =
        inFormat(optimizer, problem, plain, way) ?? (way.claimed === true ? inSmallSteps(optimizer, problem, way) : undefined);
      if (found !== undefined) return found;
    }
    return undefined;
  },
};

/** Many steps that are shorter than a unit of the last place: whatever rounds to the same side each time goes on for ever. */
function inSmallSteps(optimizer: Optimizer, problem: DriveProblem, way: Way): Deviation | undefined {
  const steps = Array.from({ length: longRun }, (_, i) => problem.steps[i % problem.steps.length]);
  const slow = { ...problem, steps: steps.map((step) => ({ ...step, learningRate: step.learningRate * slowness })) };
  const found = inFormat(optimizer, slow, follow(optimizer, slow), way);
  return (
    found && {
      ...found,
      diagnosis: 'parameters drift where steps are shorter than a unit of the last place: they are rounded to one side',
    }
  );
}

function inFormat(optimizer: Optimizer, problem: DriveProblem, plain: Trajectory, way: Way): Deviation | undefined {
  const blame = (effect: number, diagnosis: string, where?: Deviation['where']): Deviation => {
    return { effect, tolerance: 0, cause: 'low-precision-differs', diagnosis, where: { way, ...where } };
  };
  let driven: Trajectory;
  try {
    driven = follow(optimizer, problem, way);
  } catch (error) {
    if (way.claimed !== true || (error as { code?: string }).code !== 'SUBJECT_THROWS') throw error;
    return blame(Infinity, `it says that it computes so, and it throws: ${(error as Error).message.split('\n')[0]}`);
  }
  const seen = remarked(driven, way);
  if (seen !== undefined) return seen;
  const strange = driven.after.findIndex((parameters) => !parameters.every(isFinite));
  if (strange >= 0 && way.claimed === true)
    return blame(Infinity, 'parameters are not finite, which they are in other formats', { step: strange + 1 });
  if (strange >= 0) return undefined;
  for (const [tensor, start] of problem.start.entries()) {
    const [own, expected] = [driven, plain].map(({ after }) => after.map((parameters) => parameters[tensor]));
    const line = [start, ...expected];
    const path = expected.reduce((sum, next, step) => sum + distance(next, line[step]), 0);
    const allowed = ofWeights * Math.max(...line.map(norm)) + ofPath * path;
    const apart = distance(own.at(-1)!, expected.at(-1)!);
    if (apart <= allowed) continue;
    const still = own.every((each) => distance(each, own[0]) === 0);
    if (!still && way.claimed !== true) continue;
    // What a step has lost to rounding it has not learned from either: an estimate of the distance gone never grows.
    if (still && !shows(line)) continue;
    const diagnosis = still
      ? 'parameters do not move: the step is made in a copy that has another format, and is not written back'
      : 'parameters go elsewhere: a step or a moment is lost in the conversion';
    return blame(apart / (path || 1), diagnosis, { tensor, shape: start.shape });
  }
  return undefined;
}

/** Whether the first step that is made would change an entry in 8 bits, of which a unit of the last place is 2^−7 of it at most. */
function shows(line: readonly Tensor[]): boolean {
  const first = line.findIndex((next, step) => step > 0 && distance(next, line[step - 1]) > 0);
  if (first < 0) return false;
  const [{ data: before }, { data: after }] = [line[first - 1], line[first]];
  return before.some((w: number, j: number) => Math.abs(after[j] - w) > 2 ** -7 * Math.abs(w));
}

const isFinite = ({ data }: Tensor): boolean => data.every(Number.isFinite);
