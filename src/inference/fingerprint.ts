import type { Precision, Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { inferDecay } from './decay.ts';
import { decayRate } from './decay-rate.ts';
import { inferProfile } from './infer-profile.ts';
import { norm, normalTensors, probeShapes, scaled, SphereGradient } from './probe-problem.ts';
import type { Profile } from './profile.ts';

/** What an optimizer does, in numbers and words that a later version of it can be compared with. */
export interface Fingerprint {
  /** Quantities by name; `null` where there is none. */
  readonly readings: Readonly<Record<string, number | string | null>>;
  /** Digests of the bits of two seeded trajectories. */
  readonly bits: Readonly<Record<Precision, string>>;
  /** Relative difference that rounding may make. */
  readonly rounding: number;
}

const learningRate = 0.1;
const weightDecay = 0.1;
const trajectorySteps = 200;
/** Share of the weights that decays in a step of the equilibrium run. */
const rate = 0.02;
const equilibriumShapes = [[64]];

/**
 * Measures an optimizer's fingerprint: its conventions, the sizes of its first steps and of its decay, rotation, norm and mixing at the
 * equilibrium of a seeded run on pure noise, and the bits of a seeded trajectory. Contracts are not consulted.
 *
 * @param optimizer it is run for some thousand steps on tensors of a few entries
 *
 * @example
 * ```ts
 * const { readings } = measureFingerprint(sgd);
 * expect(readings['weight decay']).toBe('coupled');
 * expect(readings['decay per step']).toBeCloseTo(0.01, 12);
 * ```
 */
export function measureFingerprint(optimizer: Optimizer): Fingerprint {
  const { contract: _, ...unclaimed } = optimizer;
  const bare: Optimizer = {
    ...unclaimed,
    init: (arguments_) => optimizer.init(arguments_),
    update: (arguments_) => optimizer.update(arguments_),
  };
  const profile = inferProfile(bare);
  const trajectory = trajectoryOf(bare, 'float64');
  return {
    readings: {
      ...stepSizes(bare),
      ...conventions(bare, profile),
      ...equilibrium(bare, profile),
      ...trajectory.readings,
    },
    bits: { float64: trajectory.bits, float32: trajectoryOf(bare, 'float32').bits },
    rounding: optimizer.precision === 'float32' ? 1e-3 : 1e-6,
  };
}

function conventions(optimizer: Optimizer, profile: Profile): Fingerprint['readings'] {
  const { hyperparameters = {} } = optimizer;
  const [decay] = inferDecay(optimizer).matching;
  const { symmetry, momentum, momentumCoefficient, response, intrinsic } = profile;
  const exponents = symmetry.value === null ? 'none' : Object.entries(symmetry.value).map(([name, p]) => `${name} ${p}`);
  return {
    'intrinsic learning rate': intrinsic,
    'symmetry exponents': String(exponents).replaceAll(',', ', '),
    'weight decay': decay?.kind ?? 'none of the conventions',
    'decay order': decay?.kind === 'decoupled' || decay?.kind === 'independent' ? decay.order : null,
    'response to gradients': response,
    'momentum convention': momentum?.value ?? null,
    'momentum coefficient': momentumCoefficient,
    ...Object.fromEntries(Object.entries(hyperparameters).map(([name, value]) => [`default of ${name}`, value])),
  };
}

function stepSizes(optimizer: Optimizer): Fingerprint['readings'] {
  const start = normalTensors(probeShapes, 'float64', stream('fingerprint', 'weights').seek(0, 0));
  const gradient = normalTensors(probeShapes, 'float64', stream('fingerprint', 'gradient').seek(0, 0));
  const lengths = (factor: number, steps: number): number[] => {
    const run = new OptimizerRun(optimizer, start);
    return Array.from({ length: steps }, () => {
      const before = run.parameters.map(({ data }) => data.slice());
      run.step(scaled(gradient, factor), learningRate, 0);
      return rms(run.parameters.map(({ data }, i) => data.map((w, j) => (w - before[i][j]) / learningRate)));
    });
  };
  const decay = (eta: number): number => {
    const run = new OptimizerRun(optimizer, start);
    run.step(scaled(gradient, 0), eta, weightDecay);
    return 1 - rms(run.parameters.map(({ data }) => data)) / rms(start.map(({ data }) => data));
  };
  const constant = lengths(1, 10);
  return {
    'decay per step': decay(learningRate),
    'decay per step at half the learning rate': decay(learningRate / 2),
    'first step over the learning rate': constant[0],
    'second step over the learning rate': constant[1],
    'tenth step over the learning rate': constant[9],
    'first step under gradients of 1e-6': lengths(1e-6, 1)[0],
  };
}

/** Rotation, norm and mixing on pure noise, where the rate of decay is known. */
function equilibrium(optimizer: Optimizer, profile: Profile): Fingerprint['readings'] {
  const unit = profile.symmetry.value === null ? undefined : decayRate(profile, 1, 1);
  if (unit === undefined || profile.symmetry.value!.learningRate === 0) {
    return { 'rms rotation at equilibrium': null, 'norm at equilibrium': null, 'mixing steps times decay rate': null };
  }
  const lambda = rate / unit;
  const noise = new SphereGradient(equilibriumShapes, 'fingerprint');
  let step = 0;
  const advance = (run: OptimizerRun): void => run.step(noise.at(run.parameters, (step += 1)), 1, lambda);
  let run = new OptimizerRun(optimizer, normalTensors(equilibriumShapes, 'float64', stream('fingerprint', 'start').seek(0, 0)));
  const burnIn = 20 / rate;
  for (let i = 0; i < burnIn; i++) advance(run);
  let [rotation, length] = [0, 0];
  const window = 10 / rate;
  for (let i = 0; i < window; i++) {
    const [{ data }] = run.parameters;
    const before = data.slice();
    const size = norm({ data: before, shape: [] });
    advance(run);
    const now = norm(run.parameters[0]);
    before.forEach((w, j) => (rotation += (data[j] / now - w / size) ** 2 / window));
    length += now / window;
  }
  // How long it takes to forget a norm that is four times as large: a quantity of its own, for buffers forget at their own rate.
  run = run.fork();
  run.parameters[0].data.forEach((w, j) => (run.parameters[0].data[j] = 4 * w));
  let steps = 0;
  while (norm(run.parameters[0]) > 1.25 * length && steps < 100 / rate) {
    advance(run);
    steps += 1;
  }
  return {
    'rms rotation at equilibrium': Math.sqrt(rotation),
    'norm at equilibrium': length,
    'mixing steps times decay rate': steps * rate,
  };
}

/** A run under a schedule of η and λ on noisy gradients with a drift. */
function trajectoryOf(optimizer: Optimizer, precision: Precision): { readings: Record<string, number>; bits: string } {
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, stream('fingerprint', 'trajectory').seek(0, 0)));
  const gradient = new SphereGradient(probeShapes, 'fingerprint/trajectory');
  const readings: Record<string, number> = {};
  let [low, high] = [0x811c9dc5, 0x01234567];
  for (let step = 1; step <= trajectorySteps; step++) {
    const schedule = 1 - 0.5 * (step % 3 === 0 ? 1 : 0);
    run.step(gradient.at(run.parameters, step), learningRate * schedule, step % 5 === 0 ? 0 : weightDecay);
    for (const { data } of run.parameters) {
      for (const word of new Uint32Array(data.buffer, data.byteOffset, data.byteLength / 4)) {
        low = Math.imul(low ^ word, 0x01000193) ^ (low >>> 15);
        high = Math.imul(high ^ word, 0x5bd1e995) ^ (high >>> 13);
      }
    }
    if (step === 20 || step === trajectorySteps)
      run.parameters.forEach((tensor, i) => {
        readings[`trajectory: norm of tensor ${i + 1} after ${step} steps`] = norm(tensor);
        readings[`trajectory: first weight of tensor ${i + 1} after ${step} steps`] = tensor.data[0];
      });
  }
  const digits = [low, high].map((half) => (half >>> 0).toString(16).padStart(8, '0'));
  return { readings, bits: digits.join('') };
}

function rms(arrays: readonly Tensor['data'][]): number {
  let [square, count] = [0, 0];
  for (const data of arrays) {
    for (const value of data) square += value * value;
    count += data.length;
  }
  return Math.sqrt(square / count);
}
