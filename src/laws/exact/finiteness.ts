import fc from 'fast-check';
import { powerOfTwo } from '../../arithmetic/elementary.ts';
import { zeros, type Tensor } from '../../arithmetic/tensor.ts';
import { OptimizerRun, type KnownCall } from '../../dynamics/optimizer-run.ts';
import { sideBySide } from '../../dynamics/side-by-side.ts';
import { isTiny } from '../../inference/is-tiny.ts';
import { normalTensors } from '../../inference/probe-problem.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream } from '../../random/stream.ts';
import type { Law } from '../law.ts';
import { exactConfigurations, shapeListsFor, type ExactConfiguration } from './drawn.ts';
import { exactLaw, type Measurement } from './exact-law.ts';
import { finish, type Measuring } from './in-flight.ts';

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
  domain:
    'default hyperparameters; zero gradients only where no option of 0, such as an epsilon, stands in the way; up to 30 steps',
  unit: 'steps until a parameter is not finite (∞: an effect)',
  duration: 7,
  stage: 'synthetic-gradients',
  applies: () => true,
  configurations: ({ subject }) =>
    exactConfigurations(
      subject,
      { orbit: 3, start: { min: 1e-3, max: 10 } },
      {
        shapes: shapeListsFor(subject),
        size: fc.integer({ min: -30, max: 10 }),
        kind: fc.constantFrom<Configuration['kind']>('normal', 'constant', 'sparse', 'zero'),
        steps: fc.integer({ min: 1, max: 30 }),
      },
    ),

  *measure({ subject }, configuration) {
    const measurement = yield* measure(subject.optimizer, configuration);
    if (measurement.effect === 0) return measurement;
    // Where an option that is 0 prevents it, such as an epsilon, its user has asked for it.
    const absent = Object.entries(subject.optimizer.hyperparameters ?? {}).filter(([, value]) => value === 0);
    const prevented = absent.some(([name]) => finish(measure(subject.optimizer, configuration, { [name]: 1e-3 })).effect === 0);
    return prevented ? { ...measurement, effect: 0 } : measurement;
  },

  diagnose: ({ subject: { optimizer, profile } }, configuration, { diagnosis }) => {
    const { hyperparameters = {} } = optimizer;
    const negated = profile.roles.epsilon.concat(Object.keys(hyperparameters).filter((name) => isTiny(hyperparameters[name])));
    const subtracted = negated.find(
      (name) => finish(measure(optimizer, configuration, { [name]: -hyperparameters[name] })).effect === 0,
    );
    return subtracted === undefined
      ? diagnosis!
      : {
          cause: 'epsilon-subtracted',
          sentence: `${diagnosis!.sentence}; with −${subtracted} in its place it stays finite, so ${subtracted} is subtracted where it should be added (under a root)`,
        };
  },
});

/** A run whose weights have grown to this multiple of their size diverges, which is no division by zero. */
const divergence = 2 ** 40;

/** Steps until a parameter is not finite. */
function* measure(
  optimizer: Optimizer,
  { seed, precision, shapes, size, kind, steps, learningRate, weightDecay, initScale }: Configuration,
  hyperparameters: Readonly<Record<string, number>> = {},
): Measuring {
  const source = stream(seed, 'finiteness');
  const start = normalTensors(shapes, precision, source.seek(0, 0), initScale);
  const run = new OptimizerRun(optimizer, start, hyperparameters);
  const known = Array.from({ length: steps }, (_, i) => {
    const gradients =
      kind === 'zero'
        ? shapes.map((shape) => zeros(shape, precision))
        : normalTensors(shapes, precision, source.seek(1, kind === 'constant' ? 0 : i + 1), powerOfTwo(size));
    if (kind === 'sparse') for (const { data } of gradients) for (let j = (i + 1) % 2; j < data.length; j += 2) data[j] = 0;
    return [{ gradients, learningRate, weightDecay }];
  });
  const largestStart = largest(start);
  let [step, before] = [0, largestStart];
  const passes = sideBySide([run], known);
  yield;
  const isDriven = (): boolean => before > divergence * (1 + largestStart);
  const growsThere = (): boolean => {
    const fresh = new OptimizerRun(optimizer, start, hyperparameters);
    for (const [{ gradients }] of known.slice(0, step - 1)) fresh.step(gradients, learningRate, weightDecay);
    return grows(fresh, known[step - 1][0], divergence * (1 + largestStart));
  };
  try {
    for (const [parameters] of passes) {
      step += 1;
      const tensor = parameters.findIndex(({ data }) => !data.every(Number.isFinite));
      // What grows from step to step until it leaves the number format was driven there, by gradients that do not answer to it or by a
      // decay that is larger than the weights.
      if (tensor >= 0 && (isDriven() || growsThere())) return { effect: 0, tolerance: 0, steps: step };
      if (tensor >= 0) return notFinite(step, tensor, `${kind} gradients${kind === 'zero' ? '' : ` of size 2^${size}`}`);
      before = largest(parameters);
    }
  } catch (error) {
    // Some libraries throw where a number leaves its format.
    if ((error as { code?: string }).code === 'SUBJECT_THROWS' && isDriven()) return { effect: 0, tolerance: 0, steps: step };
    throw error;
  }
  return { effect: 0, tolerance: 0, steps };
}

/** Halvings of the interval in which a rate is looked for. */
const halvings = 40;

/**
 * Whether a step that leaves the number format comes there by growth: at some smaller rate it leads as far as this and no further, as one that is
 * exponential in the rate does (mirror descent with an entropy, Kivinen & Warmuth 1997; Ghai et al. 2020). A division by zero and the root of a
 * negative number are there at every rate, or at none.
 */
function grows(run: OptimizerRun, { gradients, learningRate, weightDecay }: KnownCall, far: number): boolean {
  let [least, most] = [0, 1];
  for (let halving = 0; halving < halvings; halving++) {
    const share = (least + most) / 2;
    const twin = run.fork();
    twin.step(gradients, share * learningRate, weightDecay);
    if (!twin.parameters.every(({ data }) => data.every(Number.isFinite))) most = share;
    else if (largest(twin.parameters) > far) return true;
    else least = share;
  }
  return false;
}

function notFinite(step: number, tensor: number, gradients: string): Measurement {
  const sentence = `tensor ${tensor} is not finite after step ${step} with ${gradients}: a division by zero or the root of a negative number`;
  return { effect: Infinity, tolerance: 0, steps: step, where: { step, tensor }, diagnosis: { cause: 'not-finite', sentence } };
}

function largest(parameters: readonly Tensor[]): number {
  let most = 0;
  for (const { data } of parameters) for (const w of data) most = Math.max(most, Math.abs(w));
  return most;
}
