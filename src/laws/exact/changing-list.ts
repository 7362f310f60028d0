import type { Tensor } from '../../arithmetic/tensor.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import { distance, norm } from '../../inference/probe-problem.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';

/** The same tensors twice: as they are in one run, and as they are in another one that should come to the same. */
export interface View {
  readonly view: string;
  readonly parameters: readonly Tensor[];
  readonly whole: readonly Tensor[];
  readonly absent?: number;
  /** Whether a tensor is where it was before the step. */
  readonly stands?: readonly boolean[];
}

/** A run whose list of tensors changes, and runs of one tensor each. */
interface Selective {
  readonly changing: OptimizerRun;
  readonly steady: readonly OptimizerRun[];
  /** Where the changing run is. */
  last: () => readonly Tensor[];
}

/** Both, at the start. */
export function startSelective(optimizer: Optimizer, start: readonly Tensor[]): Selective {
  return {
    changing: new OptimizerRun(optimizer, start),
    steady: start.map((tensor) => new OptimizerRun(optimizer, [tensor])),
    last: () => start,
  };
}

/** What a step on a list led to, to be asked when all runs have been stepped. */
interface ListedStep {
  /** The tensor that was not on the list; −1: none. */
  readonly absent: number;
  readonly before: () => readonly Tensor[];
  readonly changing: () => Tensor[];
  readonly steady: () => Tensor[];
}

/** One step of all tensors at odd steps, and of all but one, in turn, at even ones. */
export function changeList(
  selective: Selective,
  step: number,
  gradients: readonly Tensor[],
  learningRate: number,
  weightDecay: number,
): ListedStep {
  const { changing, steady, last: before } = selective;
  const absent = step % 2 === 0 ? (step / 2 - 1) % gradients.length : -1;
  const listed = gradients.map((_, i) => i).filter((i) => i !== absent);
  const [, thrown] = attempt(() => changing.call(gradients, learningRate, weightDecay, listed));
  if (thrown !== undefined)
    return {
      absent,
      before,
      changing: () => {
        throw thrown;
      },
      steady: () => [],
    };
  steady.forEach((run, i) => run.call([gradients[i]], learningRate, weightDecay, i === absent ? [] : [0]));
  const readings = steady.map((run) => run.reading());
  const after = changing.reading();
  selective.last = after;
  return { absent, before, changing: after, steady: () => readings.map((read) => read()[0]) };
}

/** What a function returns, or what it throws. */
function attempt<Result>(run: () => Result): [result?: Result, thrown?: unknown] {
  try {
    return [run()];
  } catch (thrown) {
    return [undefined, thrown];
  }
}

/** The two runs side by side, or where the one with a changing list fails, or moves what is not on the list. */
export function viewOfList(
  { absent, before, changing, steady }: ListedStep,
  step: number,
): { readonly view: View } | { readonly where: Readonly<Record<string, unknown>> } {
  const [whole, thrown] = attempt(changing);
  if (whole === undefined) return { where: { step, absent, thrown: String(thrown) } };
  const last = before();
  const stands = whole.map((tensor, i) => distance(tensor, last[i]) === 0);
  // What is not on the list has no gradient, and no decay either.
  if (absent >= 0 && !stands[absent] && norm(whole[absent]) < 2 ** 60)
    return { where: { step, tensor: absent, absent, moves: true } };
  return { view: { view: 'a changing list', parameters: steady(), whole, absent, stands } };
}
