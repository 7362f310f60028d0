import { scaled } from '../inference/probe-problem.ts';
import type { Precision, Tensor } from '../arithmetic/tensor.ts';
import { drawProblem, type DriveProblem } from '../drives/problem.ts';

/** One side of a rule that two optimizers may differ in, and the inputs that show it. */
export interface Aspect {
  readonly id: string;
  /** To be read after "they differ in". */
  readonly title: string;
  /** What a difference here means that did not show in the aspects before. */
  readonly meaning: string;
  readonly problem: DriveProblem;
}

const matrices = [
  [4, 3],
  [2, 5],
];
const others = [[5], [1], [], [2, 3, 2], [2, 1, 2, 3]];
const schedule = [1, 0.5, 0.5, 2, 0.25, 1, 4, 0.5];

/** No entry of a gradient is near 0, where an epsilon would show that has an aspect of its own. */
function awayFromZero(problem: DriveProblem): DriveProblem {
  const moved = (tensors: readonly Tensor[]): Tensor[] =>
    tensors.map(({ data, shape }) => ({ data: data.map((g) => (g < 0 ? g - 0.5 : g + 0.5)) as Tensor['data'], shape }));
  return { ...problem, steps: problem.steps.map((step) => ({ ...step, gradients: moved(step.gradients) })) };
}

/**
 * The inputs on which two optimizers are compared, simplest first: a difference is named by the first of them that shows it.
 *
 * @param precision of the parameters
 */
export function aspects(precision: Precision): readonly Aspect[] {
  const draw = (shapes: readonly (readonly number[])[], steps: number, weightDecay: number): DriveProblem =>
    awayFromZero(drawProblem({ seed: 1, shapes, precision, steps, learningRate: 0.125, weightDecay }));
  const scheduled = (problem: DriveProblem, decays = false): DriveProblem => ({
    ...problem,
    steps: problem.steps.map((step, i) => ({
      ...step,
      learningRate: step.learningRate * schedule[i % schedule.length],
      weightDecay: step.weightDecay * (decays ? schedule[(i + 3) % schedule.length] : 1),
    })),
  });
  const sized = (problem: DriveProblem, factor: (step: number) => number): DriveProblem => ({
    ...problem,
    steps: problem.steps.map((step, i) => ({ ...step, gradients: scaled(step.gradients, factor(i)) })),
  });
  const decay = 0.5;
  return [
    { id: 'first-step', title: 'the first step', meaning: 'its length or direction', problem: draw(matrices, 1, 0) },
    {
      id: 'later-steps',
      title: 'the steps after the first',
      meaning: 'a moment, its coefficient or its correction',
      problem: draw(matrices, 12, 0),
    },
    {
      id: 'schedule',
      title: 'a changing learning rate',
      meaning: 'where the rate enters: inside a buffer, late, or once',
      problem: scheduled(draw(matrices, 8, 0)),
    },
    { id: 'decay', title: 'the weight decay', meaning: 'its strength or kind', problem: draw(matrices, 1, decay) },
    {
      id: 'later-decay',
      title: 'the weight decay after the first step',
      meaning: 'whether it is inside of the moments',
      problem: draw(matrices, 8, decay),
    },
    {
      id: 'decay-schedule',
      title: 'the weight decay under a schedule of rate and decay',
      meaning: 'which rate multiplies it',
      problem: scheduled(draw(matrices, 8, decay), true),
    },
    {
      id: 'shapes',
      title: 'tensors that are no matrices',
      meaning: 'vectors, numbers or kernels are trained otherwise',
      problem: draw(others, 6, 0),
    },
    {
      id: 'decay-of-shapes',
      title: 'the decay of tensors that are no matrices',
      meaning: 'vectors, numbers or kernels are decayed otherwise',
      problem: draw(others, 6, decay),
    },
    {
      id: 'zero-gradients',
      title: 'gradients of zero',
      meaning: 'what is skipped where nothing comes',
      problem: sized(draw(matrices, 8, decay), (i) => (i % 3 === 1 ? 0 : 1)),
    },
    {
      id: 'no-gradients',
      title: 'gradients of zero from the start',
      meaning: 'what moves or divides by nothing',
      problem: sized(draw(matrices, 4, decay), () => 0),
    },
    {
      id: 'small-gradients',
      title: 'small gradients (2⁻²⁴)',
      meaning: 'the size or place of an epsilon',
      problem: sized(draw(matrices, 6, 0), () => 2 ** -24),
    },
    {
      id: 'large-gradients',
      title: 'large gradients (2¹²)',
      meaning: 'a clip, or a threshold',
      problem: sized(draw(matrices, 6, 0), () => 2 ** 12),
    },
    {
      id: 'long-run',
      title: 'a run of 150 steps',
      meaning: 'a warm-up, period or switch',
      problem: draw([[3, 2]], 150, decay / 8),
    },
  ];
}
