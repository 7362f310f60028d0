import { asin, pow } from '../../arithmetic/elementary.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import { normalTensors, probeShapes } from '../../inference/probe-problem.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream } from '../../random/stream.ts';
import type { Subject } from '../law.ts';

/** Where pure noise leads: chord of the rms rotation per step, and norm. */
export interface RotationalEquilibrium {
  /** rms of ‖u⁺ − u‖. */
  readonly rotation: number;
  /** Norm of the weights. */
  readonly norm: number;
}

/** The setting of a closed form. */
export interface NoiseSetting {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly hyperparameters: Readonly<Record<string, number>>;
  /** d: number of weights of the group. */
  readonly dimension: number;
  /** S: second moment of the gradient on the unit sphere. */
  readonly moment: number;
}

/** From this β₂ on, the mean of 1/v is that of 1/E v within one per cent under normal noise: its relative variance is 2(1 − β₂)/(1 + β₂). */
export const STEADY = 0.99;

type ClosedForm = (setting: NoiseSetting) => RotationalEquilibrium;

/**
 * The closed form of rotation and norm under isotropic noise, for rules that have one.
 *
 *     SGD (exact)       chord² = 2ηλ,                      ρ⁴ = ηS/(λ(2 − ηλ))
 *     heavy-ball        chord² = 2ηλ/(1 + μ),              ρ⁴ = ηS/(λ(1 − μ)(2 − ηλ/(1 + μ)))
 *     Nesterov          chord² = 2ηλ(1 + 2μ − 2μ³)/(1 + μ), ρ as heavy-ball;   dampening τ: η(1 − τ) for η
 *     AdamW             chord = √((1 − a²)(1 − β₁²))/(1 + aβ₁), a = 1 − ηλ,
 *                       ρ = η √(d(1 − β₁)/(1 + β₁)) √((1 + aβ₁)/((1 − a²)(1 − aβ₁)))
 *     Adam with L2      ρ³ = ηds/(2λ), s² = S/d,           chord = √((1 − β₁)/(1 + β₁)) (2η²λ√d/s)^(1/3)
 *     signSGD           ρ² = η²d/(1 − a²), chord² = 2ηλ;   coupled: ρ³ = ηds√(π/2)/(2λ), chord = η√d/ρ
 *     Lion              ρ² = η²d[1 + (4/π) Σ aᵏ asin r_k]/(1 − a²), chord from the law of cosines
 *
 * Decay after the update shrinks the update too: η is then (1 − ηλ)η in the norm. Of n micro-batches the gradient is the mean, of moment S/n.
 *
 * @returns the form, or the reason why there is none
 *
 * Source: the random-walk model of Wan et al. 2021 and Kosson et al. 2024, derived anew in discrete time; Lion's by the arcsine law.
 */
export function rotationalEquilibrium(subject: Subject): ClosedForm | string {
  const form = formOfMean(subject);
  const { microBatches = 1 } = subject.optimizer;
  return typeof form === 'string' ? form : (setting) => form({ ...setting, moment: setting.moment / microBatches });
}

function formOfMean({ optimizer, profile }: Subject): ClosedForm | string {
  const kind = profile.weightDecay.value;
  const keep = ({ learningRate, weightDecay }: NoiseSetting): number =>
    1 - (kind === 'independent' ? weightDecay : learningRate * weightDecay);
  const decoupled = kind === 'decoupled' || kind === 'independent';
  const shrunk = (setting: NoiseSetting): number => (decoupled && profile.decayOrder.value === 'after' ? keep(setting) : 1);
  if (kind === 'none') return 'there is no weight decay';

  if (profile.kernel !== undefined) {
    const momentum = profile.momentumCoefficient;
    const [, weight] = profile.gradientWeights!;
    if (momentum > 0 && decoupled) return 'momentum with decoupled decay has no closed form here';
    const nesterov = profile.response === 'nesterov';
    if (!['plain', 'heavy-ball', 'averaged', 'nesterov'].includes(profile.response))
      return 'this response to gradients has no closed form here';
    return (setting) => {
      const rate = setting.learningRate * (nesterov ? 1 : weight);
      const decay = kind === 'independent' ? setting.weightDecay / setting.learningRate : setting.weightDecay;
      const boost = nesterov ? 1 + 2 * momentum - 2 * momentum * momentum * momentum : 1;
      const fourth = (rate * setting.moment) / (decay * (1 - momentum) * (2 - (rate * decay) / (1 + momentum)));
      const norm = Math.sqrt(Math.sqrt(fourth) * shrunk(setting));
      return { rotation: Math.sqrt((2 * rate * decay * boost) / (1 + momentum)), norm };
    };
  }
  if (profile.core === undefined || profile.symmetry.value?.learningRate !== 1) return 'this rule has no closed form here';

  const hyperparameters = optimizer.hyperparameters ?? {};
  const known = 'beta1' in hyperparameters && 'beta2' in hyperparameters;
  if (isSignLike(optimizer)) {
    if (known && !decoupled) return 'Lion with coupled decay has no closed form here';
    if (!follows(optimizer, known ? lionDirection : signDirection)) return 'this rule has no closed form here';
    if (known) return (setting) => lion({ ...setting, learningRate: shrunk(setting) * setting.learningRate }, keep(setting));
    if (decoupled) {
      return (setting) => {
        const a = keep(setting);
        const squared = (setting.learningRate ** 2 * setting.dimension) / (1 - a * a);
        return { rotation: Math.sqrt(2 * (1 - a)), norm: shrunk(setting) * Math.sqrt(squared) };
      };
    }
    return (setting) => {
      const s = Math.sqrt(setting.moment / setting.dimension);
      const norm = pow(
        (setting.learningRate * setting.dimension * s * Math.sqrt(Math.PI / 2)) / (2 * setting.weightDecay),
        1 / 3,
      );
      return { rotation: (setting.learningRate * Math.sqrt(setting.dimension)) / norm, norm };
    };
  }
  if (!known || !follows(optimizer, adamDirection)) return 'this rule has no closed form here';
  if (hyperparameters.beta2 < STEADY) return `the closed form is that of a steady second moment, of β₂ ≥ ${STEADY}`;
  if (decoupled) {
    return (setting) => {
      const a = keep(setting);
      const { beta1 } = setting.hyperparameters;
      const update = setting.learningRate * Math.sqrt((setting.dimension * (1 - beta1)) / (1 + beta1));
      return {
        rotation: Math.sqrt((1 - a * a) * (1 - beta1 * beta1)) / (1 + a * beta1),
        norm: shrunk(setting) * update * Math.sqrt((1 + a * beta1) / ((1 - a * a) * (1 - a * beta1))),
      };
    };
  }
  return ({ learningRate, weightDecay, hyperparameters: { beta1 }, dimension, moment }) => {
    const s = Math.sqrt(moment / dimension);
    return {
      rotation:
        Math.sqrt((1 - beta1) / (1 + beta1)) * pow((2 * learningRate ** 2 * weightDecay * Math.sqrt(dimension)) / s, 1 / 3),
      norm: pow((learningRate * dimension * s) / (2 * weightDecay), 1 / 3),
    };
  };
}

/** Lion's updates are signs of a normal average of gradients, whose correlations the arcsine law turns into those of the signs. */
function lion({ learningRate, hyperparameters: { beta1, beta2 }, dimension }: NoiseSetting, a: number): RotationalEquilibrium {
  const variance = (1 - beta1) ** 2 + (beta1 ** 2 * (1 - beta2)) / (1 + beta2);
  const first = (1 - beta1) * beta1 * (1 - beta2) + (beta1 ** 2 * (1 - beta2) ** 2 * beta2) / (1 - beta2 ** 2);
  let sum = 0;
  let power = a;
  let correlation = first / variance;
  for (; power * correlation > 1e-12; power *= a, correlation *= beta2) sum += power * asin(correlation);
  const squared = (learningRate ** 2 * dimension * (1 + (4 / Math.PI) * sum)) / (1 - a * a);
  const step = (learningRate ** 2 * dimension) / squared;
  const cosine = (1 + a * a - step) / (2 * a);
  return { rotation: Math.sqrt(2 - 2 * cosine), norm: Math.sqrt(squared) };
}

/** Whether every step moves every coordinate by the same length, under gradients that vary. */
function isSignLike(optimizer: Optimizer): boolean {
  const source = stream('closed forms', 'sign');
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, 'float64', source.seek(0, 0)));
  for (let step = 1; step <= 3; step++) {
    const before = run.parameters.map(({ data }) => data.slice());
    run.step(normalTensors(probeShapes, 'float64', source.seek(1, step)), 0.125, 0);
    const lengths = run.parameters.flatMap(({ data }, i) => Array.from(data, (w, j) => Math.abs(w - before[i][j])));
    if (lengths.some((length) => Math.abs(length - lengths[0]) > 1e-9)) return false;
  }
  return true;
}

/** A rule of which the closed form is known: its directions, gradient after gradient of one coordinate. */
type Rule = (beta1: number, beta2: number) => (gradient: number) => number;

const signDirection: Rule = () => Math.sign;

const lionDirection: Rule = (beta1, beta2) => {
  let m = 0;
  return (gradient) => {
    const direction = Math.sign(beta1 * m + (1 - beta1) * gradient);
    m = beta2 * m + (1 - beta2) * gradient;
    return direction;
  };
};

const adamDirection: Rule = (beta1, beta2) => {
  let [m, v] = [0, 0];
  return (gradient) => {
    m = beta1 * m + (1 - beta1) * gradient;
    v = beta2 * v + (1 - beta2) * gradient * gradient;
    return m / Math.sqrt(v);
  };
};

/**
 * Whether steps under normal gradients come to be those of the rule: a variant of it (a maximum for a mean, a mask on the update, a
 * buffer more) has another equilibrium and is not to be measured against this one.
 */
function follows(optimizer: Optimizer, rule: Rule): boolean {
  const { beta1 = 0 } = optimizer.hyperparameters ?? {};
  const beta2 = 0.95;
  const source = stream('closed forms', 'rule');
  const precision = optimizer.precision ?? 'float64';
  const shape = [8];
  const run = new OptimizerRun(optimizer, normalTensors([shape], precision, source.seek(0, 0)), { beta2 });
  const directions = Array.from(run.parameters[0].data, () => rule(beta1, beta2));
  const [rate, steps, compared] = [0.125, 400, 20];
  let [difference, size] = [0, 0];
  for (let step = 1; step <= steps; step++) {
    const gradients = normalTensors([shape], precision, source.seek(1, step));
    const before = run.parameters[0].data.slice();
    run.step(gradients, rate, 0);
    gradients[0].data.forEach((gradient, j) => {
      const expected = -rate * directions[j](gradient);
      if (step <= steps - compared) return;
      difference += (run.parameters[0].data[j] - before[j] - expected) ** 2;
      size += expected ** 2;
    });
  }
  return difference < 1e-4 * size;
}
