import fc from 'fast-check';
import { zeros, type Tensor } from '../../arithmetic/tensor.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import { causes } from '../../inference/cause.ts';
import { deviation, idleStep } from '../../inference/decay-deviation.ts';
import { predictStep } from '../../inference/predict-step.ts';
import { Settings } from '../../inference/decay-hypothesis.ts';
import { distance, norm, normalTensors, scaled } from '../../inference/probe-problem.ts';
import { growingOption, restingDesign } from '../../inference/rest.ts';
import { stream } from '../../random/stream.ts';
import type { Law } from '../law.ts';
import {
  exactConfigurations,
  hyperparameterValues,
  machineEpsilon,
  multipliers,
  shapeLists,
  type ExactConfiguration,
} from './drawn.ts';
import { exactLaw, type Measurement } from './exact-law.ts';

interface Configuration extends ExactConfiguration {
  readonly shapes: readonly (readonly number[])[];
  /** Steps with gradients before the first observed one, which fill the optimizer's buffers. */
  readonly warmUp: number;
  /** Whether gradients are zero from then on, or go on. */
  readonly gradient: 'zero' | 'normal';
  /** Observed steps. */
  readonly steps: number;
  readonly rates: readonly number[];
  readonly decays: readonly number[];
  readonly hyperparameters: Readonly<Record<string, number>>;
}

/** Steps in which nothing may move: long enough that what happens at every n-th step only does. */
const idleSteps = 12;

/** What λ adds to a step is the decay that the contract states, tensor by tensor and under any schedule. */
export const zeroGradientDecay: Law = exactLaw<Configuration>({
  id: 'zero-gradient-decay',
  claim: 'Without a gradient parameters move by the stated weight decay alone, and beside a gradient λ adds exactly that.',
  formula:
    'coupled: U(w, g; λ) = U(w, g + λw; 0);  decoupled: U(w, g; λ) = U(w, g; 0) − ηλw or U((1 − ηλ)w, g; 0);  independent: … − λw;  at λ = 0, g = 0 nothing moves',
  source: 'Loshchilov & Hutter 2019, equations 2–5; the subject itself at λ = 0 is the reference',
  domain: 'every optimizer whose decay is separable; ηλ in [1e-3, 0.3], rates and decays changing from step to step',
  unit: 'error of the decay, relative to the decay',
  duration: 17,
  stage: 'synthetic-gradients',
  applies: ({ profile, optimizer }) =>
    profile.symmetry.value?.learningRate === 0 &&
    profile.findings.decay !== undefined &&
    causes[profile.findings.decay.cause].kind === 'unknown' &&
    optimizer.contract?.weightDecay === undefined
      ? 'the update is normalised by the weights, so that decay and update cannot be told apart'
      : true,

  configurations: ({ subject }) =>
    exactConfigurations(
      subject,
      { intrinsicLearningRate: { min: 1e-3, max: 0.3 }, start: { min: 0.1, max: 10 }, orbit: 3 },
      {
        shapes: shapeLists,
        warmUp: fc.constantFrom(0, 1, 3),
        gradient: fc.constantFrom<'zero' | 'normal'>('zero', 'normal'),
        rates: multipliers,
        decays: multipliers,
        steps: fc.integer({ min: 1, max: 20 }),
        hyperparameters: hyperparameterValues(subject),
      },
    ),

  *measure({ subject }, configuration) {
    const { seed, precision, shapes, warmUp, gradient, steps: observed, rates, decays } = configuration;
    const { learningRate, weightDecay, initScale, hyperparameters } = configuration;
    const source = stream(seed, 'zero-gradient-decay');
    const start = normalTensors(shapes, precision, source.seek(0, 0), initScale);
    const nothing = shapes.map((shape) => zeros(shape, precision));
    const still = new OptimizerRun(subject.optimizer, start, hyperparameters);
    still.step(nothing, learningRate, 0);
    // Nor does anything move later, when neither a rate nor anything else is there to move it; 0/0 is no motion.
    const later = still.fork();
    for (let step = 1; step < idleSteps; step++) later.step(nothing, 0, 0);
    yield;
    if (later.parameters.every(({ data }) => data.every(Number.isFinite)))
      later.parameters.forEach(({ data }, i) => still.parameters[i].data.set(data));
    // Not to the bit: an average of several copies of the same weights is rounded.
    const rounding = 8 * machineEpsilon(precision);
    if (
      subject.optimizer.contract?.random !== true &&
      still.parameters.some((tensor, i) => !(distance(tensor, start[i]) <= rounding * norm(start[i]))) &&
      restingDesign(subject.optimizer, { start, learningRate, hyperparameters }, 8 * rounding) === undefined
    )
      return {
        effect: Infinity,
        tolerance: 0,
        steps: 1,
        where: { moves: isRounding(start, still.parameters) ? 'to float32' : isFinite(still.parameters) ? 'away' : 'to NaN' },
      };

    const run = new OptimizerRun(subject.optimizer, start, hyperparameters);
    const claimed = subject.profile.decay;
    const settings = new Settings();
    let worst = { effect: 0, tolerance: 1e-9, steps: 0, where: {} as Record<string, unknown> };
    let steps = 1;
    let compared = 0;
    const begin = Math.max(warmUp, subject.profile.fill);
    for (let step = 1; step <= begin + observed; step++) {
      const rate = learningRate * rates[(step - 1) % rates.length];
      const decay = weightDecay * decays[(step - 1) % decays.length];
      const setting = settings.next(rate, decay);
      const g = step > begin && gradient === 'zero' ? nothing : normalTensors(shapes, precision, source.seek(1, step));
      const { fill, period } = subject.profile;
      if (step <= fill || (step - fill - 1) % period !== 0) {
        run.step(g, rate, decay);
        continue;
      }
      const idle = claimed.free === undefined ? undefined : idleStep(run, setting);
      // λw is added to a gradient in its own number format; what a rule makes of the rounding is no matter of the decay.
      const isShaken = claimed.kind === 'coupled' && precision === 'float32';
      const shaken = (isShaken ? [1, 2] : []).map((period) =>
        predictStep(run, shake(g, 2 * machineEpsilon(precision), period), setting, claimed),
      );
      const before = scaled(run.parameters, 1);
      const prediction = predictStep(run, g, setting, claimed);
      run.step(g, rate, decay);
      yield;
      const undecayed = prediction.undecayed();
      const predictions = prediction.predicted().map(({ parameters }) => parameters);
      const shakes = shaken.map((each) => each.predicted()[0].parameters);
      steps += 3;
      for (const [tensor, actual] of run.parameters.entries()) {
        // A run that diverges without decay as well says nothing of it.
        if (!(norm(undecayed[tensor]) < 2 ** 60) || !(norm(predictions[0][tensor]) < 2 ** 60))
          return sighted({ ...worst, steps }, compared);
        const deviations = predictions.map((predicted) =>
          deviation({ after: actual, predicted: predicted[tensor], undecayed: undecayed[tensor], idle: idle?.[tensor] }, claimed),
        );
        const nominal = claimed.kind === 'none' ? rate * decay * norm(before[tensor]) : deviations[0].nominal;
        // The first one where neither is a number.
        const { distance: error } = deviations.reduce((least, other) => (other.distance < least.distance ? other : least));
        const effect = error / (nominal || Number.MIN_VALUE);
        // Three stores of numbers of this size, and a subtraction of nearly equal ones: rounding relative to the decay itself.
        const size = Math.max(norm(actual), norm(before[tensor]), norm(undecayed[tensor]));
        const amplified = 4 * Math.max(0, ...shakes.map((each) => distance(each[tensor], predictions[0][tensor])));
        const tolerance = 1e-9 + (64 * machineEpsilon(precision) * size + amplified) / (nominal || Number.MIN_VALUE);
        // Where rounding is a share of the decay itself nothing can be said of it.
        if (tolerance > 0.02 && Number.isFinite(effect)) continue;
        compared += 1;
        if (effect / tolerance <= worst.effect / worst.tolerance) continue;
        // A decay of twice its strength is as far from what is claimed as none.
        const missing = distance(actual, undecayed[tensor]) <= 1e-6 * nominal + 64 * machineEpsilon(precision) * size;
        worst = { effect, tolerance, steps: 0, where: { step, tensor, shape: shapes[tensor], ...(missing && { missing }) } };
      }
    }
    return sighted({ ...worst, steps }, compared);
  },

  diagnose: (
    { subject },
    { seed, precision, warmUp, gradient, hyperparameters, shapes, learningRate, initScale },
    { where, effect },
  ) => {
    if (where?.moves === 'to float32') {
      return {
        cause: 'parameters-rounded',
        sentence:
          'parameters are rounded to float32, or coarser, in a float64 run: what is below half a unit of its last place is lost',
      };
    }
    if (where?.moves === 'to NaN') {
      return {
        cause: 'not-finite',
        sentence:
          'parameters are not finite after a step without gradient and decay: a division by zero or the root of a negative number',
      };
    }
    if (where?.moves !== undefined) {
      const start = normalTensors(shapes, precision, stream(seed, 'zero-gradient-decay').seek(0, 0), initScale);
      const option = growingOption(subject.optimizer, { start, learningRate, hyperparameters }, 64 * machineEpsilon(precision));
      if (option !== undefined)
        return {
          cause: 'decay-grows',
          sentence: `weights grow as ${option} says, without any gradient: a decay with the wrong sign`,
        };
      return {
        cause: 'drift',
        sentence: 'parameters move although gradient and decay are zero: a constant decay or drift is hidden in the rule',
      };
    }
    const { findings } = subject.profile;
    const isClaimed = subject.profile.weightDecay.from === 'contract';
    // What nothing explains is not what a contract says either.
    if (findings.decay !== undefined && isClaimed && causes[findings.decay.cause].kind === 'unknown')
      return {
        cause: 'claim-false',
        sentence: `${findings.decay.sentence}, where the contract claims ${subject.profile.weightDecay.value} decay`,
      };
    if (findings.decay !== undefined) return findings.decay;
    const changed = Object.entries(hyperparameters).filter(
      ([name, value]) => subject.optimizer.hyperparameters?.[name] !== value,
    );
    const setting = changed.map(([name, value]) => ` at ${name} = ${value}`).join('');
    const relative = where!.missing === true ? 'is missing' : `is off by ${(100 * effect).toPrecision(3)} % of itself`;
    const sentence = `the decay of tensor ${where!.tensor} (shape [${where!.shape}]) ${relative} at step ${where!.step}${setting}, with ${
      gradient === 'zero' ? 'zero' : 'non-zero'
    } gradients after ${warmUp} steps of warm-up and ${shapes.length} ${shapes.length === 1 ? 'tensor' : 'tensors'}`;
    if (relative === 'is missing' && setting !== '') return { cause: 'decay-skips-without-momentum', sentence };
    if (relative === 'is missing' && gradient === 'zero') return { cause: 'decay-skips-zero-gradient', sentence };
    if (relative === 'is missing') return { cause: 'decay-skips-steps', sentence };
    return { cause: isClaimed ? 'claim-false' : 'unexplained', sentence };
  },
});

/** A measurement that says so where no tensor was compared at any step. */
function sighted(measurement: Measurement, compared: number): Measurement {
  if (compared > 0) return measurement;
  return { ...measurement, unseen: 'the decay is lost in the rounding of the steps, or in a run that diverges', blind: true };
}

/** Whether the parameters are the start in a shorter number format. */
function isRounding(start: readonly Tensor[], parameters: readonly Tensor[]): boolean {
  return parameters.every(
    (tensor, i) =>
      tensor.data.every((w: number) => Math.fround(w) === w) && distance(tensor, start[i]) <= 2 ** -7 * norm(start[i]),
  );
}

/** Every entry off by a share of itself: so many up, and as many down. */
function shake(tensors: readonly Tensor[], share: number, period: number): Tensor[] {
  return tensors.map(({ data, shape }) => ({
    data: data.map((x: number, j: number) => x * (1 + (Math.floor(j / period) % 2 === 0 ? share : -share))) as typeof data,
    shape,
  }));
}

function isFinite(parameters: readonly Tensor[]): boolean {
  return parameters.every(({ data }) => data.every(Number.isFinite));
}
