import { identical } from '../inference/probe-problem.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { coupled } from './coupled.ts';
import type { Deviation, Drive } from './drive.ts';
import { follow, restricted, rounding, type DriveProblem } from './problem.ts';
import { deviation } from './same-way.ts';

/** Tensors without a gradient (`grad = None`): one that is frozen throughout, and several that take turns. */
export const absentGradient: Drive = {
  id: 'absent-gradient',
  title: 'tensors have no gradient',
  complete: (way, { steps }) => ({ ...way, absent: steps.flatMap((_, i) => (i % 3 === 1 ? [[i + 1, 0]] : [])) }),
  compare: (optimizer, problem) =>
    problem.start.length < 2
      ? undefined
      : (frozen(optimizer, problem) ?? inTurns(optimizer, problem) ?? late(optimizer, problem)),
};

/** A tensor that never has a gradient stays where it is, and the others are trained as if it were not there. */
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
  const seen = { after: driven.after.map((parameters) => others.map((i) => parameters[i])), remarks: [] };
  const without = restricted(problem, others);
  return deviation(follow(optimizer, without), seen, without, rounding(optimizer, problem), {
    cause: 'absent-tensor-counts',
    diagnosis:
      'a tensor without gradient changes how the others are trained: state is keyed by position among those that have one, or the tensor is counted',
  });
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

/** Tensors take turns in having none: at such a step they stay, which a step on a gradient of zero would not do. */
function inTurns(optimizer: Optimizer, problem: DriveProblem): Deviation | undefined {
  const count = problem.start.length;
  const absent = problem.steps.flatMap((_, i) => (i > 0 && i % 2 === 1 ? [[i + 1, ((i - 1) / 2) % count]] : []));
  const driven = follow(optimizer, problem, { absent });
  for (const [step, tensor] of absent) {
    const [before, now] = [driven.after[step - 2][tensor], driven.after[step - 1][tensor]];
    if (identical([before], [now])) continue;
    const zeroed = problem.steps.slice(0, step).map((each, i) => {
      const silent = absent.filter(([at]) => at === i + 1 && at === step).map(([, which]) => which);
      const gradients = each.gradients.map((g, k) =>
        silent.includes(k) ? { ...g, data: g.data.map(() => 0) as typeof g.data } : g,
      );
      return { ...each, gradients };
    });
    const earlier = absent.filter(([at]) => at < step);
    const asZero = follow(optimizer, { ...problem, steps: zeroed }, { absent: earlier });
    // Weights that are interpolated may move without a gradient; what moves as by a gradient of zero takes the one for the other.
    if (!identical([asZero.after[step - 1][tensor]], [now])) continue;
    return {
      effect: Infinity,
      tolerance: 0,
      cause: 'missing-gradient-as-zero',
      diagnosis:
        'a tensor that has no gradient at a step moves as if its gradient were zero: momentum and decay go on where training has frozen it',
      where: { step, tensor },
    };
  }
  if (coupled(optimizer, problem)) return undefined;
  for (const tensor of problem.start.keys()) {
    const alone = restricted(problem, [tensor]);
    const own = absent.flatMap(([step, which]) => (which === tensor ? [[step, 0]] : []));
    const seen = { after: driven.after.map((parameters) => [parameters[tensor]]), remarks: [] };
    const found = deviation(follow(optimizer, alone, { absent: own }), seen, alone, rounding(optimizer, problem), {
      cause: 'absent-tensor-counts',
      diagnosis:
        'a tensor is trained otherwise where others have no gradient in turns: state is keyed by position among those that have one',
    });
    if (found !== undefined) return { ...found, where: { ...found.where, tensor } };
  }
  return undefined;
}
