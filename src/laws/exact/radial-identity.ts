import fc from 'fast-check';
import { log } from '../../arithmetic/elementary.ts';
import { copy, type Tensor } from '../../arithmetic/tensor.ts';
import { Replica } from '../../dynamics/replica.ts';
import { sharedInstance } from '../../objectives/shared-instance.ts';
import { innerProducts, unitNames } from '../../metrics/groups.ts';
import { isAdditive } from '../../inference/response-kernel.ts';
import type { Law, Subject } from '../law.ts';
import { exactConfigurations, machineEpsilon, multipliers, type ExactConfiguration } from './drawn.ts';
import { hasPlainDecay } from './has-plain-decay.ts';
import { isClaimed } from './is-claimed.ts';
import { exactLaw } from './exact-law.ts';

interface Configuration extends ExactConfiguration {
  readonly steps: number;
  readonly rates: readonly number[];
  readonly decays: readonly number[];
}

/** Along the weights a step of the SGD family does nothing but decay, which fixes the angle of every step and its mean over a run. */
export const radialIdentity: Law = exactLaw<Configuration>({
  id: 'radial-identity',
  claim: 'Along the weights of a scale-invariant group a step does only what decay and momentum say, whatever the gradient was.',
  formula:
    '⟨w⁺, w⟩ = a‖w‖² − μ(η/η⁻)(a⁻⟨w⁻, w⟩ − ‖w‖²), a = 1 − ηλ;  without momentum also mean ln cos(w_t, w_{t+1}) = mean ln(1 − η_tλ_t) + ln(ρ₀/ρ_T)/T',
  source:
    'w ⟂ ∇L(w) put into the update; the sum over steps is the rotation law of the exact discrete dynamics (Wan et al. 2021 for its mean)',
  domain:
    'SGD and heavy-ball, with coupled, decoupled or independent decay, on exactly scale-invariant objectives, per column where columns are invariant',
  unit: 'error of ⟨w⁺, w⟩, relative to ‖w‖·max(‖w‖, ‖w⁺‖)',
  duration: 3,
  stage: 'objective',
  applies: ({ profile, optimizer }, objective) => {
    if (objective.groups.length === 0 || objective.normaliserEpsilon > 0)
      return `${objective.name} is not exactly scale-invariant`;
    if (profile.symmetry.value?.learningRate !== 2) return 'claimed for updates that are linear in the gradient';
    const plain = hasPlainDecay(profile);
    if (plain !== true) return plain;
    if ((optimizer.microBatches ?? 1) > 1)
      return 'the mean of several gradients at the same weights is taken inside the optimizer';
    return (
      ['plain', 'heavy-ball', 'averaged'].includes(profile.response) ||
      `claimed for SGD and heavy-ball; this response to gradients is ${profile.response}`
    );
  },
  configurations: ({ subject }) =>
    exactConfigurations(
      subject,
      { orbit: 8 },
      { steps: fc.integer({ min: 1, max: 12 }), rates: multipliers, decays: multipliers },
    ),

  measure: ({ subject, objective }, configuration) => {
    const { seed, precision, steps, rates, decays, learningRate, weightDecay, initScale } = configuration;
    const { optimizer, profile } = subject;
    const coefficient = profile.momentumCoefficient;
    const inside = profile.momentum?.value === 'rate-inside';
    const [first, later] = gradientWeights(subject);
    const instance = sharedInstance(objective, precision);
    const replica = new Replica({ objective, optimizer, precision, seed, initScale, instance });
    const { groups } = objective;
    const tolerance = 256 * machineEpsilon(precision);
    const start = innerProducts(groups, replica.parameters, replica.parameters);
    const logCosines = new Float64Array(start.length);
    const logDecays = new Float64Array(start.length);
    // ln amplifies rounding of ⟨w⁺, w⟩ by 1/cos where a step turns the weights by nearly a right angle.
    const amplification = new Float64Array(start.length);
    let past: { weights: readonly Tensor[]; factor: number; rate: number } | undefined;
    let worst: { effect: number; where: Record<string, unknown> } = { effect: 0, where: {} };

    for (let step = 1; step <= steps; step++) {
      const rate = learningRate * rates[(step - 1) % rates.length];
      const decay = weightDecay * decays[(step - 1) % decays.length];
      const share = step === 1 ? first : later;
      const factor = decayFactor(subject, rate, decay, share);
      const before = replica.parameters.map(copy);
      replica.advance(rate, decay);
      const squares = innerProducts(groups, before, before);
      const squaresAfter = innerProducts(groups, replica.parameters, replica.parameters);
      const across = innerProducts(groups, replica.parameters, before);
      const carried = past === undefined ? undefined : innerProducts(groups, past.weights, before);
      for (let unit = 0; unit < across.length; unit++) {
        // The buffer is what the last step moved beyond its decay: η⁻ b⁻ = a⁻ w⁻ − w.
        const displacement = past === undefined ? 0 : past.factor * carried![unit] - squares[unit];
        const scale = past === undefined || inside ? 1 : rate / past.rate;
        const expected = factor * squares[unit] - coefficient * scale * displacement;
        const length = Math.sqrt(squares[unit]) * Math.sqrt(Math.max(squares[unit], squaresAfter[unit]));
        const rounding =
          1 + (past === undefined ? 0 : (coefficient * scale * (Math.abs(carried![unit]) + squares[unit])) / length);
        const effect = Math.abs(across[unit] - expected) / (length * rounding);
        if (!(effect <= worst.effect)) worst = { effect, where: { step, unit: unitNames(groups)[unit] } };
        const cosine = across[unit] / Math.sqrt(squares[unit] * squaresAfter[unit]);
        logCosines[unit] += log(cosine);
        amplification[unit] += 1 / Math.min(1, Math.abs(cosine));
        logDecays[unit] += log(factor);
      }
      // Coupled decay enters the buffer, decoupled decay does not.
      past = { weights: before, factor: profile.weightDecay.value === 'coupled' ? 1 : factor, rate };
    }

    if (profile.response === 'plain') {
      const end = innerProducts(groups, replica.parameters, replica.parameters);
      for (let unit = 0; unit < end.length; unit++) {
        const residual = Math.abs(logCosines[unit] - logDecays[unit] - 0.5 * log(start[unit] / end[unit])) / amplification[unit];
        if (!(residual <= worst.effect))
          worst = { effect: residual, where: { law: 'mean ln cos', unit: unitNames(groups)[unit] } };
      }
    }
    return { ...worst, tolerance, steps };
  },

  diagnose: ({ subject }, _, { where, effect }) => {
    const { findings, weightDecay } = subject.profile;
    // What is linear in gradients of ordinary size alone, such as one that is clipped, nobody claims to be linear in others.
    const isLinear = subject.optimizer.contract?.symmetry !== undefined || isAdditive(subject.optimizer, 2 ** 12);
    return (
      findings.decay ??
      findings.response ??
      findings.momentum ?? {
        cause: isClaimed(subject) && isLinear ? 'claim-false' : 'unexplained',
        sentence: `the radial part of the step of ${where!.unit} is off by ${effect.toPrecision(2)} of ‖w‖²: it is not what ${weightDecay.value} decay and the momentum buffer give`,
      }
    );
  },
});

/** Weights with which the first and later gradients enter the step: 1, or 1 − dampening, or 1 − μ where the buffer averages. */
function gradientWeights({ profile }: Subject): readonly [number, number] {
  return profile.gradientWeights ?? [1, 1];
}

/** a: what the step keeps of the weights, buffer aside. */
function decayFactor({ profile }: Subject, rate: number, decay: number, share: number): number {
  switch (profile.weightDecay.value) {
    case 'coupled':
      // Where λw is added after gradients were scaled, what is done to them is not done to it.
      return 1 - rate * decay * (profile.decay.kind === 'decoupled' ? 1 : share);
    case 'decoupled':
      return 1 - rate * decay;
    case 'independent':
      return 1 - decay;
    case 'none':
      return 1;
  }
}
