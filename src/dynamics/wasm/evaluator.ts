import { size, type FloatArray, type Precision, type Tensor } from '../../arithmetic/tensor.ts';
import type { NetworkComputation } from '../../objectives/computation.ts';
import type { Objective } from '../../objectives/objective.ts';
import type { Evaluator } from '../../experiments/experiment.ts';
import { whyNotCompiled } from './computations/compile.ts';
import { compileLogits } from './computations/network.ts';
import { Machine } from './machine.ts';
import { offset } from './program.ts';

/** A machine with the full data is made once for an objective, as laws evaluate many parameters. */
const known = new WeakMap<Objective, Partial<Record<Precision, Evaluator>>>();

/** Evaluates an objective on its full data: networks by kernels, all others by themselves. Agrees with the objective to rounding. */
export function wasmEvaluator(objective: Objective, precision: Precision): Evaluator {
  if (!known.has(objective)) known.set(objective, {});
  const evaluators = known.get(objective)!;
  return (evaluators[precision] ??= make(objective, precision));
}

function make(objective: Objective, precision: Precision): Evaluator {
  const instance = objective.instantiate(precision);
  const { computation, fromLogits } = instance;
  if (computation?.kind !== 'network' || fromLogits === undefined || whyNotCompiled(computation)) return instance;
  const logits = compile(computation, objective, precision);
  const read = (parameters: readonly Tensor[]): ReturnType<typeof fromLogits> => fromLogits.call(instance, logits(parameters));
  return {
    evaluate: (parameters, only) => read(parameters).evaluate(only),
    predict: (parameters) => read(parameters).predict(),
  };
}

function compile(
  computation: NetworkComputation,
  { parameters }: Objective,
  precision: Precision,
): (parameters: readonly Tensor[]) => FloatArray {
  // Its memory is not the one that runs take back, again and again.
  const machine = new Machine(precision);
  const sizes = parameters.map(({ shape }) => size(shape));
  const block = machine.scratch(sizes.reduce((sum, length) => sum + length, 0));
  const starts = sizes.map((_, i) => machine.word * sizes.slice(0, i).reduce((sum, length) => sum + length, 0));
  const regions = starts.map((start) => offset(block, start));
  const { instructions, logits, length } = compileLogits(computation, { machine, parameters: regions });
  const program = machine.load(instructions);
  const [recorded, summary] = [machine.allocate(1), machine.allocate(64)];
  return (tensors) => {
    tensors.forEach(({ data }, i) => machine.view(regions[i].address, sizes[i]).set(data));
    machine.run(program, program, recorded, 0, 1, 0, 0, 0, 1, summary, 0, summary);
    return machine.view(logits.address, length);
  };
}
