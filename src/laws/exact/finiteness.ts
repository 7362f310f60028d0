import fc from 'fast-check';
import { powerOfTwo } from '../../arithmetic/elementary.ts';
import { zeros } from '../../arithmetic/tensor.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import { normalTensors } from '../../inference/probe-problem.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream } from '../../random/stream.ts';
import type { Law } from '../law.ts';
import { exactConfigurations, shapeLists, type ExactConfiguration } from './drawn.ts';
import { exactLaw, type Measurement } from './exact-law.ts';

interface Configuration extends ExactConfiguration {
  readonly shapes: readonly (readonly number[])[];
  /** Gradients of size 2^size. */
  readonly size: number;
  readonly kind: 'normal' | 'constant' | 'sparse' | 'zero';
  readonly steps: number;
}

/** Ordinary inputs never give NaN or infinity. */
export const finiteness: Law = exactLaw<Configuration>({
  id: 'finiteness',
  claim: 'Finite parameters and gradients of ordinary size, zero ones included, keep the parameters finite.',
  formula: '|w_t| < ∞ for gradients of size 0 and 2^−30 … 2^10',
  source: 'what users expect of any optimizer',
  domain: 'default hyperparameters; zero gradients only where no epsilon is 0; up to 30 steps',
  unit: 'steps until a parameter is not finite (∞: an effect)',
  duration: 7,
  stage: 'synthetic-gradients',
  applies: () => true,
  configurations: ({ subject }) => {
    const noEpsilon = Object.entries(subject.optimizer.hyperparameters ?? {}).some(
      ([name, value]) => /^eps/i.test(name) && value === 0,
    );
    return exactConfigurations(
      subject,
      { orbit: 3, start: { min: 1e-3, max: 10 } },
      {
        shapes: shapeLists,
        size: fc.integer({ min: -30, max: 10 }),
        kind: noEpsilon
          ? fc.constantFrom<Configuration['kind']>('normal', 'constant')
          : fc.constantFrom<Configuration['kind']>('normal', 'constant', 'sparse', 'zero'),
        steps: fc.integer({ min: 1, max: 30 }),
      },
    );
  },

  measure: ({ subject }, configuration) => measure(subject.optimizer, configuration),

  diagnose: ({ subject: { optimizer } }, configuration, { diagnosis }) => {
    const negated = Object.entries(optimizer.hyperparameters ?? {}).filter(([name, value]) => /^eps/i.test(name) && value > 0);
    const subtracted = negated.find(([name, value]) => measure(optimizer, configuration, { [name]: -value }).effect === 0);
    return subtracted === undefined
      ? diagnosis!
      : `${diagnosis}; with −${subtracted[0]} in its place it stays finite, so ${subtracted[0]} is subtracted where it should be added (under a root)`;
  },
});

/** Steps until a parameter is not finite. */
function measure(
  optimizer: Optimizer,
  { seed, precision, shapes, size, kind, steps, learningRate, weightDecay, initScale }: Configuration,
  hyperparameters: Readonly<Record<string, number>> = {},
): Measurement {
  const source = stream(seed, 'finiteness');
  const run = new OptimizerRun(optimizer, normalTensors(shapes, precision, source.seek(0, 0), initScale), hyperparameters);
  for (let step = 1; step <= steps; step++) {
    const g =
      kind === 'zero'
        ? shapes.map((shape) => zeros(shape, precision))
        : normalTensors(shapes, precision, source.seek(1, kind === 'constant' ? 0 : step), powerOfTwo(size));
    if (kind === 'sparse') for (const { data } of g) for (let j = step % 2; j < data.length; j += 2) data[j] = 0;
    run.step(g, learningRate, weightDecay);
    const tensor = run.parameters.findIndex(({ data }) => !data.every(Number.isFinite));
    if (tensor >= 0) {
      return {
        effect: Infinity,
        tolerance: 0,
        steps: step,
        where: { step, tensor },
        diagnosis: `tensor ${tensor} is not finite after step ${step} with ${kind} gradients${kind === 'zero' ? '' : ` of size 2^${size}`}: a division by zero or the root of a negative number`,
      };
    }
  }
  return { effect: 0, tolerance: 0, steps };
}
