import { exp, log } from '../../arithmetic/elementary.ts';
import { fourthPower, secondOrderGain } from '../../metrics/fourth-power.ts';
import { gradientMoment } from '../../metrics/gradient-moment.ts';
import { logCosine } from '../../metrics/log-cosine.ts';
import { logWeightNorm } from '../../metrics/log-weight-norm.ts';
import { squaredAngularUpdate } from '../../metrics/squared-angular-update.ts';
import type { Quantity } from '../../verdicts/quantity.ts';
import type { LawContext } from '../law.ts';
import { predict, type NoiseConfiguration } from './noise-configuration.ts';
import { MEAN_SQUARE, noiseMoments } from './noise-moments.ts';
import type { RotationalEquilibrium } from './rotational-equilibrium.ts';

/** Var m/(E m)² up to which gradients are as good as of constant length; that of normal noise is 2/(d − 1). */
export const SETTLED = 0.1;
/** Tolerance of rotation and norm. */
const tolerance = 0.01;

/** What holds of plain SGD in discrete time, whatever the number of weights is. */
export function exactQuantities(context: LawContext, configuration: NoiseConfiguration): Quantity[] {
  const { learningRate, decayRate: rate } = configuration;
  const kept = 1 - rate;
  const [squared, fourth] = [kept ** 2, (kept ** 2) ** 2];
  // Decay after the update shrinks what the update adds, too.
  const [first, second] = context.subject.profile.decayOrder.value === 'after' ? [fourth, fourth] : [squared, 1];
  const { tailIndex, relativeVariance } = noiseMoments(context.objective);
  const rotation: Quantity = {
    name: 'rotation',
    value: ([reading]) => 0.5 * log(reading.mean(logCosine, 0) / log(kept)),
    tolerance,
  };
  const norm: Quantity = {
    name: 'norm',
    value: ([reading]) => {
      const gain =
        2 * first * learningRate ** 2 * reading.mean(gradientMoment, 0) +
        second * (learningRate ** 2) ** 2 * reading.mean(secondOrderGain, 0);
      return 0.25 * log(((1 - fourth) * reading.mean(fourthPower, 0)) / gain);
    },
    tolerance,
  };
  const settled = rate <= 0.05 && relativeVariance <= SETTLED;
  return [rotation, ...(tailIndex > MEAN_SQUARE ? [norm] : []), ...(settled ? [relaxation(context, configuration)] : [])];
}

/** What holds of other rules to leading order in the decay per step, and in one over the number of weights. */
export function leadingQuantities(context: LawContext, { learningRate, weightDecay }: NoiseConfiguration): Quantity[] {
  const form = (moment: number): RotationalEquilibrium => predict(context, { learningRate, weightDecay }, moment);
  return [
    {
      name: 'rotation',
      value: ([reading]) =>
        0.5 * log(reading.mean(squaredAngularUpdate, 0)) - log(form(reading.mean(gradientMoment, 0)).rotation),
      tolerance,
    },
    {
      name: 'norm',
      value: ([reading]) => reading.mean(logWeightNorm, 0) - log(form(reading.mean(gradientMoment, 0)).norm),
      tolerance,
    },
  ];
}

/** Relative error of the rate at which γ relaxes, to first order: after the time 1/rate, e times the error of what is left. */
function relaxation(context: LawContext, { learningRate, weightDecay, decayRate: rate }: NoiseConfiguration): Quantity {
  return {
    name: 'relaxation rate',
    unit: 'relative error',
    value: ([reading]) => {
      const norm = log(predict(context, { learningRate, weightDecay }, reading.mean(gradientMoment, 0)).norm);
      const [start, later] = [0, 1].map((point) => exp(4 * (reading.at(logWeightNorm, point) - norm)));
      return (relaxed(start, rate) - later) / ((start - 1) * exp(-1));
    },
    tolerance: 0.03,
  };
}

/** Steps in which γ = ρ⁴/η² comes closer to its equilibrium by e: 1/(4κ). */
export function relaxationSteps(rate: number): number {
  return Math.round(1 / (4 * rate));
}

/** γ/γ* after these steps, from γ/γ* at the start: Q ← (1 − κ)² Q + κ(2 − κ)/Q for Q = ρ²/ρ*², γ ∝ Q². */
function relaxed(start: number, rate: number): number {
  let q = Math.sqrt(start);
  for (let step = 0; step < relaxationSteps(rate); step++) q = (1 - rate) ** 2 * q + (rate * (2 - rate)) / q;
  return q * q;
}
