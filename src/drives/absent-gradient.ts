import type { Tensor } from '../arithmetic/tensor.ts';
import { distance, identical, norm, plus, scaled } from '../inference/probe-problem.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { coupled } from './coupled.ts';
import type { Deviation, Drive } from './drive.ts';
import { follow, restricted, rounding, type DriveProblem, type Trajectory } from './problem.ts';
import { deviation } from './same-way.ts';

/** Tensors without a gradient (`grad = None`): one that is frozen throughout, and several that take turns. */
export const absentGradient: Drive = {
  id: 'absent-gradient',
  title: 'tensors have no gradient',
  complete: (way, { steps }) => ({ ...way, absent: steps.flatMap((_, i) => (i % 3 === 1 ? [[i + 1, 0]] : [])) }),
  compare: (optimizer, problem) =>
    problem.start.length < 2
      ? undefined
      : (frozen(optimizer, problem) ?? inTurns(optimizer, problem) ?? late(optimizer, problem) ?? behind(optimizer, problem)),
};

/** What a gradient that is missing may be taken for. */
const mistaken = [
  {
    given: (own: Tensor): Tensor => ({ ...own, data: own.data.map(() => 0) as typeof own.data }),
    cause: 'missing-gradient-as-zero',
    diagnosis:
      'a tensor that has no gradient at a step moves as if its gradient were zero: momentum and decay go on where training has frozen it',
  },
  {
    given: (_: Tensor, { steps }: DriveProblem, step: number, tensor: number): Tensor => steps[step - 2].gradients[tensor],
    cause: 'missing-gradient-as-last',
    diagnosis:
      'a tensor that has no gradient at a step moves by the one that it had at the step before: a gradient is kept and used again',
  },
] as const;

/** A tensor that never has a gradient stays where it is, and the others are trained as if it were not there, or as where it has one. */
function frozen(optimizer: Optimizer, problem: DriveProblem): Deviation | undefined {
  const last = problem.start.length - 1;
  const driven = follow(optimizer, problem, { frozen: [last] });
  const step = driven.after.findIndex((parameters) => !identical([parameters[last]], [problem.start[last]]));
  if (step >= 0)
    return {
      effect: Infinity,
      tolerance: 0,
      cause: 'frozen-tensor-moves',
      diagnosis: 'a tensor that has no gradient moves: a frozen parameter is decayed, or moved by what it never had',
      where: { step: step + 1, tensor: last },
    };
  const others = problem.start.map((_, i) => i).slice(0, last);
  const ofOthers = ({ after }: Trajectory): Trajectory => ({
    after: after.map((parameters) => others.map((i) => parameters[i])),
    remarks: [],
  });
  const without = restricted(problem, others);
  const from = (expected: Trajectory): Deviation | undefined =>
    deviation(expected, ofOthers(driven), without, rounding(optimizer, problem), {
      cause: 'absent-tensor-counts',
      diagnosis:
        'a tensor without gradient changes how the others are trained: state is keyed by position among those that have one, or the tensor is counted',
    });
  const found = from(follow(optimizer, without));
  // Rates that go by the place in the list do so whatever has a gradient.
  return found && from(ofOthers(follow(optimizer, problem))) && found;
}

/** A tensor that has no gradient at the first step only is trained from the second one on. */
function late(optimizer: Optimizer, problem: DriveProblem): Deviation | undefined {
  const moves = (absent: readonly (readonly number[])[]): boolean => {
    const { after } = follow(optimizer, problem, { absent });
    return !identical([after.at(-1)![0]], [after[0][0]]);
  };
  if (moves([[1, 0]]) || !moves([[2, 0]])) return undefined;
  return {
    effect: Infinity,
    tolerance: 0,
    cause: 'gradient-never-moves',
    diagnosis: 'a tensor that has no gradient at the first step is never trained, although it has one later',
    where: { step: 1, tensor: 0 },
  };
}

/** A tensor that has missed a step has made fewer than the others, and moves with the learning rate of now all the same. */
function behind(optimizer: Optimizer, problem: DriveProblem): Deviation | undefined {
  const [tensor, last] = [problem.start.length - 1, problem.steps.length];
  const movesTo = (factor: number, absent: readonly (readonly number[])[]): readonly Tensor[] => {
    // Without decay, which may follow the rate of now where the step does not.
    const steps = problem.steps.map((step, i) => ({
      ...step,
      learningRate: step.learningRate * (i === last - 1 ? factor : 1),
      weightDecay: 0,
    }));
    return follow(optimizer, { ...problem, steps }, { absent })
      .after.slice(-2)
      .map((parameters) => parameters[tensor]);
  };
  const reads = (absent: readonly (readonly number[])[]): boolean => {
    const [before, full] = movesTo(1, absent);
    // What still waits, because it has made fewer steps, reads no rate.
    if (identical([before], [full])) return absent.length > 0;
    // A step that is bounded is a shorter one at a small rate only.
    return [2 ** -1, 2 ** -10].some((factor) => !identical([full], [movesTo(factor, absent)[1]]));
  };
  if (last < 3 || reads([[2, tensor]]) || !reads([])) return undefined;
  return {
    effect: Infinity,
    tolerance: 0,
    cause: 'rate-previous',
    diagnosis:
      'a tensor that has missed a step moves with the learning rate of an earlier step: what a step multiplies by is kept by the number of the step, with the rate in it',
    where: { step: last, tensor },
  };
}

/** Tensors take turns in having none: at such a step they stay, which a step on a gradient of zero would not do. */
function inTurns(optimizer: Optimizer, problem: DriveProblem): Deviation | undefined {
  const count = problem.start.length;
  const absent = problem.steps.flatMap((_, i) => (i > 0 && i % 2 === 1 ? [[i + 1, ((i - 1) / 2) % count]] : []));
  const driven = follow(optimizer, problem, { absent });
  for (const [step, tensor] of absent) {
    const [before, now] = [driven.after[step - 2][tensor], driven.after[step - 1][tensor]];
    if (identical([before], [now])) continue;
    const earlier = absent.filter(([at]) => at < step);
    /** Whether it moves as it does with this gradient. */
    const movesBy = (given: (own: Tensor) => Tensor): boolean => {
      const steps = problem.steps.slice(0, step).map((each, i) => ({
        ...each,
        gradients: each.gradients.map((g, k) => (i === step - 1 && k === tensor ? given(g) : g)),
      }));
      return identical([follow(optimizer, { ...problem, steps }, { absent: earlier }).after[step - 1][tensor]], [now]);
    };
    // Weights that are interpolated may move without a gradient; what moves as by another gradient takes none for that one.
    const found = mistaken.find(({ given }) => movesBy((g) => given(g, problem, step, tensor)));
    if (found !== undefined)
      return { effect: Infinity, tolerance: 0, cause: found.cause, diagnosis: found.diagnosis, where: { step, tensor } };
    if (goesOn(optimizer, problem, [...earlier, [step, tensor]], before))
      return {
        effect: Infinity,
        tolerance: 0,
        cause: 'missing-gradient-as-zero',
        diagnosis:
          'a tensor that has no gradient at a step moves by its learning rate all the same: momentum goes on, and the decay does not, where training has frozen it',
        where: { step, tensor },
      };
  }
  if (coupled(optimizer, problem)) return undefined;
  for (const tensor of problem.start.keys()) {
    const found = unlikeOwnRun(optimizer, problem, tensor, absent, driven);
    if (found !== undefined) return { ...found, where: { ...found.where, tensor } };
  }
  return undefined;
}

/**
 * Whether a tensor without a gradient moves half as far at half the rate of that step: by its momentum. Weights that are interpolated move as far at any
 * rate, or by a weight that rates have in their sum.
 *
 * @param absent of which the last is the one that is asked for
 */
function goesOn(optimizer: Optimizer, problem: DriveProblem, absent: readonly (readonly number[])[], before: Tensor): boolean {
  const [step, tensor] = absent.at(-1)!;
  const [whole, half] = [1, 0.5].map((factor) => {
    const steps = problem.steps
      .slice(0, step)
      .map((each, i) => ({ ...each, learningRate: each.learningRate * (i === step - 1 ? factor : 1) }));
    const [now] = follow(optimizer, { ...problem, steps }, { absent }).after.slice(-1);
    return plus([now[tensor]], -1, [before]);
  });
  const length = Math.hypot(...whole.map(norm));
  const resolution = (before.data instanceof Float64Array ? 2 ** -50 : 2 ** -21) * norm(before);
  return length > 64 * resolution && distance(whole[0], scaled(half, 2)[0]) <= 2 ** -10 * length + 4 * resolution;
}

/** What differs both from a run of this tensor alone and from one beside a tensor that has all its gradients, so that a group counts on. */
function unlikeOwnRun(
  optimizer: Optimizer,
  problem: DriveProblem,
  tensor: number,
  absent: readonly (readonly number[])[],
  driven: Trajectory,
): Deviation | undefined {
  const alone = restricted(problem, [tensor]);
  const only = ({ after }: Trajectory, at: number): Trajectory => ({
    after: after.map((parameters) => [parameters[at]]),
    remarks: [],
  });
  let found: Deviation | undefined;
  for (const company of [[], [(tensor + 1) % problem.start.length]]) {
    const at = company.length;
    const own = absent.flatMap(([step, which]) => (which === tensor ? [[step, at]] : []));
    // The tensor comes last, so that no position changes.
    const expected = follow(optimizer, restricted(problem, [...company, tensor]), { absent: own });
    found = deviation(only(expected, at), only(driven, tensor), alone, rounding(optimizer, problem), {
      cause: 'absent-tensor-counts',
      diagnosis:
        'a tensor is trained otherwise where others have no gradient in turns: state is keyed by position among those that have one',
    });
    if (found === undefined) return undefined;
  }
  return found;
}
