import type { Tensor } from '../../arithmetic/tensor.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import { distance, norm, plus } from '../../inference/probe-problem.ts';

/** What is centred: each row of a matrix, or a tensor as a whole; vectors too, or not. */
const ways = [
  { byRow: true, vectors: false },
  { byRow: true, vectors: true },
  { byRow: false, vectors: false },
  { byRow: false, vectors: true },
] as const;

/**
 * Gradients less their means, or less their part along the weights, where a first step reads no more of them than that (Yong et al. 2020, gradient
 * centralisation; Prieto et al. 2025, orthogonal gradients): what is done to them then, as by signs, leads down these and not always down the gradient itself.
 *
 * @param anew a run from the same start
 * @returns the same gradients, centred in every way that changes nothing
 */
export function centredGradients(
  anew: () => OptimizerRun,
  gradients: readonly Tensor[],
  learningRate: number,
  fill: number,
): (readonly Tensor[])[] {
  const moved = (given: readonly Tensor[]): readonly Tensor[] => {
    const run = anew();
    const before = run.parameters.map(({ data, shape }) => ({ data: data.slice(), shape }) as Tensor);
    for (let step = 1; step <= fill + 1; step++) run.step(given, learningRate, 0);
    return plus(run.parameters, -1, before);
  };
  const usual = moved(gradients);
  const weights = anew().parameters;
  return [
    ...ways.map((way) => gradients.map((tensor) => centred(tensor, way))),
    gradients.map((g, i) => across(g, weights[i])),
  ].filter((given) => moved(given).every((move, i) => distance(move, usual[i]) <= 1e-4 * norm(usual[i])));
}

/** What is left of a gradient across the weights. */
function across(gradient: Tensor, weights: Tensor): Tensor {
  const product = (gradient.data as Float64Array).reduce((sum: number, g: number, j: number) => sum + g * weights.data[j], 0);
  return plus([gradient], -product / (norm(weights) ** 2 || 1), [weights])[0];
}

function centred({ data, shape }: Tensor, { byRow, vectors }: (typeof ways)[number]): Tensor {
  const isVector = shape.length < 2;
  if (data.length === 1 || (isVector && !vectors)) return { data, shape };
  const length = byRow && !isVector ? data.length / shape[0] : data.length;
  const left = data.slice() as typeof data;
  for (let from = 0; from < data.length; from += length) {
    const mean = (data.slice(from, from + length) as Float64Array).reduce((sum: number, x: number) => sum + x, 0) / length;
    for (let j = from; j < from + length; j++) left[j] -= mean;
  }
  return { data: left, shape };
}
