import { asin, pow } from '../../arithmetic/elementary.ts';
import { otherStrength } from '../../inference/decay-strength.ts';
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
  const strength = otherStrength(profile);
  if (strength !== undefined) return strength;

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
  const { walk } = profile;
  if (walk === undefined) return 'this rule has no closed form here';

  if (walk.rule === 'lion') {
    if (!decoupled) return 'Lion with coupled decay has no closed form here';
    return (setting) => lion(walk, { ...setting, learningRate: shrunk(setting) * setting.learningRate }, keep(setting));
  }
  if (walk.rule === 'sign') {
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
  const beta1Of = ({ hyperparameters }: NoiseSetting): number => hyperparameters[walk.beta1];
  if (optimizer.hyperparameters![walk.beta2] < STEADY)
    return `the closed form is that of a steady second moment, of β₂ ≥ ${STEADY}`;
  if (decoupled) {
    return (setting) => {
      const a = keep(setting);
      const beta1 = beta1Of(setting);
      const update = setting.learningRate * Math.sqrt((setting.dimension * (1 - beta1)) / (1 + beta1));
      return {
        rotation: Math.sqrt((1 - a * a) * (1 - beta1 * beta1)) / (1 + a * beta1),
        norm: shrunk(setting) * update * Math.sqrt((1 + a * beta1) / ((1 - a * a) * (1 - a * beta1))),
      };
    };
  }
  return (setting) => {
    const { learningRate, weightDecay, dimension, moment } = setting;
    const beta1 = beta1Of(setting);
    const s = Math.sqrt(moment / dimension);
    return {
      rotation:
        Math.sqrt((1 - beta1) / (1 + beta1)) * pow((2 * learningRate ** 2 * weightDecay * Math.sqrt(dimension)) / s, 1 / 3),
      norm: pow((learningRate * dimension * s) / (2 * weightDecay), 1 / 3),
    };
  };
}

/** Lion's updates are signs of a normal average of gradients, whose correlations the arcsine law turns into those of the signs. */
function lion(
  walk: { readonly beta1: string; readonly beta2: string },
  { learningRate, hyperparameters, dimension }: NoiseSetting,
  a: number,
): RotationalEquilibrium {
  const [beta1, beta2] = [hyperparameters[walk.beta1], hyperparameters[walk.beta2]];
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
