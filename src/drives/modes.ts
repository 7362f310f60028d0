import type { Tensor } from '../arithmetic/tensor.ts';
import { distance, identical, norm, scaled } from '../inference/probe-problem.ts';
import type { Optimizer, Way } from '../optimizers/optimizer.ts';
import type { Deviation, Drive } from './drive.ts';
import { follow, type DriveProblem } from './problem.ts';
import { likePlain } from './same-way.ts';

/** A rate by which no weight moves; some optimizers refuse one of zero. */
const idleRate = 2 ** -80;

/** `eval()` and back to `train()` between steps, as a validation in the middle of training does, and each of them again. */
export const modes: Drive = {
  id: 'modes',
  title: 'eval() and train() come between steps',
  complete: (way, { steps }) => ({ ...way, evaluate: steps.flatMap((_, i) => (i > 0 && i % 2 === 0 ? [i + 1] : [])) }),
  compare: (optimizer, problem, ways) =>
    likePlain(
      optimizer,
      problem,
      ways.map((way) => modes.complete!(way, problem)),
      false,
      () => ({
        cause: 'mode-changes-weights',
        diagnosis:
          'eval() and train(), called several times each, change the run: a validation moves the weights, or a second call of one of them does',
      }),
    ) ?? ofStanding(optimizer, problem, ways[0]),
};

/** Weights that stand still are every average of theirs: those of evaluation are no multiple of them. */
function ofStanding(optimizer: Optimizer, problem: DriveProblem, way: Way): Deviation | undefined {
  const steps = problem.steps.map((step) => ({ ...step, learningRate: idleRate, weightDecay: 0 }));
  const standing = { ...problem, steps };
  if (!follow(optimizer, standing).after.every((parameters) => identical(parameters, problem.start))) return undefined;
  const { [steps.length - 1]: evaluated } = follow(optimizer, standing, { ...way, settle: steps.length }).after;
  const shares = evaluated.map((tensor, i) => shareOf(tensor, problem.start[i]));
  const [share] = shares;
  const isMultiple = shares.every((each) => Math.abs(each - share) <= 2 ** -16);
  if (!isMultiple || Math.abs(share - 1) <= 2 ** -8) return undefined;
  return {
    effect: Math.abs(share - 1),
    tolerance: 2 ** -8,
    cause: 'mode-changes-weights',
    title: 'eval() comes after the last step',
    diagnosis: `weights that stood still are ${Number(share.toPrecision(3))} times what they were: the average that is kept for evaluation starts with zeros, and is not corrected for them`,
    where: { way },
  };
}

/** The number by which all entries are multiplied; NaN: there is none. */
function shareOf(tensor: Tensor, start: Tensor): number {
  const entries = Array.from(start.data, Math.abs);
  const largest = entries.indexOf(Math.max(...entries));
  const share = tensor.data[largest] / start.data[largest];
  return distance(tensor, scaled([start], share)[0]) <= 2 ** -16 * norm(start) ? share : NaN;
}
