import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import { distance, identical, norm, normalTensors, scaled } from '../../inference/probe-problem.ts';
import { stream } from '../../random/stream.ts';
import type { Tensor } from '../../arithmetic/tensor.ts';
import type { Law } from '../law.ts';
import { exactConfigurations, machineEpsilon, shapeListsFor, type ExactConfiguration } from './drawn.ts';
import type { Diagnosis } from '../../inference/cause.ts';
import { exactLaw, type Measurement } from './exact-law.ts';

interface Configuration extends ExactConfiguration {
  readonly shapes: readonly (readonly number[])[];
}

/** n micro-batches make one step on the mean of their gradients, and nothing moves in between. */
export const gradientAccumulation: Law = exactLaw<Configuration>({
  id: 'gradient-accumulation',
  claim:
    'An optimizer that accumulates n micro-batches moves at each n-th call only, as one step on the mean of the n gradients.',
  formula:
    'U(g₁), …, U(g_n) = U(ḡ), …, U(ḡ), ḡ = Σ gᵢ/n;  w unchanged by calls 1 … n − 1;  first displacement at λ = 0: −η ḡ for SGD',
  source: 'the definition of gradient accumulation',
  domain: 'optimizers that declare microBatches ≥ 2; two steps of n calls',
  unit: 'relative error of the displacement',
  stage: 'synthetic-gradients',
  applies: ({ optimizer }) => (optimizer.microBatches ?? 1) > 1 || 'no micro-batches are declared',
  configurations: ({ subject }) =>
    exactConfigurations(subject, { orbit: 3, start: { min: 0.1, max: 10 } }, { shapes: shapeListsFor(subject) }),

  measure: ({ subject }, { seed, precision, shapes, learningRate, weightDecay, initScale }): Measurement => {
    const n = subject.optimizer.microBatches!;
    const source = stream(seed, 'gradient-accumulation');
    const start = normalTensors(shapes, precision, source.seek(0, 0), initScale);
    const run = new OptimizerRun(subject.optimizer, start);
    const averaged = new OptimizerRun(subject.optimizer, start);
    const tolerance = 1e-9 + 4096 * machineEpsilon(precision);
    for (let move = 0; move < 2; move++) {
      const before = scaled(run.parameters, 1);
      const batches = Array.from({ length: n }, (_, batch) => normalTensors(shapes, precision, source.seek(1, move * n + batch)));
      const mean = batches[0].map(({ data, shape }, i): Tensor => ({
        data: data.map((_value, j) => batches.reduce((sum, batch) => sum + batch[i].data[j], 0) / n) as typeof data,
        shape,
      }));
      for (const [batch, gradients] of batches.entries()) {
        run.call(gradients, learningRate, weightDecay);
        averaged.call(mean, learningRate, weightDecay);
        if (batch < n - 1 && !identical(run.parameters, before)) {
          return {
            effect: Infinity,
            tolerance,
            steps: 2 * (move * n + batch + 1),
            where: { call: batch + 1 },
            diagnosis: {
              cause: 'micro-batches-move',
              sentence: `parameters move at call ${batch + 1} of ${n}: decay or update is applied at each micro-batch`,
            },
          };
        }
      }
      for (const [tensor, expected] of averaged.parameters.entries()) {
        const displacement = distance(expected, before[tensor]);
        const effect = distance(run.parameters[tensor], expected) / (displacement || Number.MIN_VALUE);
        const rounding = (256 * machineEpsilon(precision) * norm(before[tensor])) / (displacement || Number.MIN_VALUE);
        if (!(effect <= tolerance + rounding)) {
          return {
            effect,
            tolerance: tolerance + rounding,
            steps: 2 * (move + 1) * n,
            where: { move: move + 1, tensor },
            diagnosis: {
              cause: 'micro-batches-dropped',
              sentence: `the step depends on more than the mean of the ${n} gradients: some are dropped, weighted or kept from the previous step`,
            },
          };
        }
      }
    }
    // Equal micro-batches cannot tell a sum from a mean; the size of a linear response can.
    const [weight] = subject.profile.gradientWeights ?? [1];
    const summed = Math.abs(weight - n) < 1e-6 || subject.profile.findings.response?.cause === 'micro-batches-summed';
    // Nor can steps that all see the same sums tell whether these are cleared; an impulse that never ends can.
    const { kernel, findings } = subject.profile;
    const endless = findings.response !== undefined && kernel!.every((r) => Math.abs(r - kernel![0]) < 1e-9);
    const diagnosis: Diagnosis | undefined = summed
      ? {
          cause: 'micro-batches-summed',
          sentence: `the ${n} gradients are summed, not averaged: the step is ${n} times too long`,
        }
      : findings.response;
    return {
      effect: summed ? n - 1 : endless ? 1 : 0,
      tolerance,
      steps: 4 * n,
      ...(diagnosis !== undefined && (summed || endless) ? { diagnosis } : {}),
    };
  },
});
