import type { Optimizer } from '../optimizers/optimizer.ts';
import {
  cyclic,
  explains,
  probeLearningRates,
  probeSteps,
  probeWeightDecays,
  type DecayEffect,
  type DecayHypothesis,
  type Setting,
} from './decay-effects.ts';
import { probeShapes } from './probe-problem.ts';
import { integerPower } from './symmetry.ts';

/** A rule for the strength of the decay relative to the nominal one, and the sentence that names it. */
type Rule = readonly [(setting: Setting) => number, string];

const onceForEveryTensor = `the decay is applied once for every tensor: ${probeShapes.length} times over`;

/** Share of the weights that the decay is meant to take away in a step. */
function nominalShare({ kind }: DecayHypothesis): (setting: Setting) => number {
  return ({ learningRate, weightDecay }) => (kind === 'independent' ? 1 : learningRate) * weightDecay;
}

/** Strength of a decay that is applied n times in a row: 1 − (1 − ηλ)ⁿ in units of ηλ. */
function repeated(times: number, share: (setting: Setting) => number): (setting: Setting) => number {
  return (setting) => (1 - integerPower(1 - share(setting), times)) / share(setting);
}

/** Mistakes that have a simple rule. */
function rules(hypothesis: DecayHypothesis): Rule[] {
  const nominal = nominalOf(hypothesis);
  const share = nominalShare(hypothesis);
  const previous = (step: number): number => cyclic(probeLearningRates, Math.max(0, step - 2));
  const peak = (step: number): number => Math.max(...probeLearningRates.slice(0, step));
  const constants = [1.01, 1.02, 1.05, 1.1, 1.2, 1.25, 1.5, 3, 4, 10, 0.1, 0.25, 0.5, 0.75, 0.8, 0.9, 0.95];
  return [
    [({ learningRate }) => 1 / learningRate, 'the decay is not multiplied by the learning rate: it is λ a step, not ηλ'],
    [({ learningRate }) => learningRate, 'the decay is multiplied by the learning rate twice: it is η²λ a step, not ηλ'],
    [
      ({ learningRate }) => probeLearningRates[0] / learningRate,
      'the decay uses the initial learning rate, not the scheduled one',
    ],
    [({ learningRate, step }) => previous(step) / learningRate, "the decay uses the previous step's learning rate"],
    [
      ({ learningRate, step }) => peak(step) / learningRate,
      'the decay uses the largest learning rate so far, a stale one, not the scheduled one',
    ],
    [({ weightDecay }) => probeWeightDecays[0] / weightDecay, 'the decay uses the initial weight decay, not the scheduled one'],
    [({ learningRate, step }) => learningRate / peak(step), 'the decay is η²λ/max η a step (corrected decay, as in AdamC)'],
    [() => probeShapes.length, onceForEveryTensor],
    [repeated(probeShapes.length, share), onceForEveryTensor],
    [() => 2, `the decay is applied twice: it is 1 − 2${nominal} a step`],
    [repeated(2, share), `the decay is applied twice: it is (1 − ${nominal})² a step`],
    [
      (setting) => 1 / (1 + share(setting)),
      `the decay is proximal: weights are divided by 1 + ${nominal}, which is 1 − ${nominal} to first order only`,
    ],
    [() => -1, `the decay has the wrong sign: weights grow by 1 + ${nominal} a step`],
    ...constants.map((k): Rule => [() => k, `the decay per step is 1 − ${k}${nominal}, where 1 − ${nominal} is claimed`]),
  ];
}

/** The simple rule for the strength that reproduces every step, if there is one. */
export function mistakenStrength(optimizer: Optimizer, hypothesis: DecayHypothesis, agreement: number): string | undefined {
  return rules(hypothesis).find(([strength]) => explains(optimizer, hypothesis, agreement, { strength }))?.[1];
}

/** Decay that leads back to the initial weights. */
export function mistakenOrigin(optimizer: Optimizer, hypothesis: DecayHypothesis, agreement: number): string | undefined {
  return explains(optimizer, hypothesis, agreement, { towardsStart: true })
    ? 'the decay pulls towards the initial weights: it shrinks w − w₀, not w'
    : undefined;
}

/**
 * Decay that is missing altogether, on a tensor, at some steps, or on some coordinates.
 *
 * @param rounding of weights of size one
 */
export function missingDecay(effects: readonly DecayEffect[], rounding: number): string | undefined {
  const isNegligible = (x: number): boolean => Math.abs(x) <= rounding;
  const isDead = ({ actual }: DecayEffect): boolean => actual.every(isNegligible);
  if (effects.every(isDead)) return 'weight decay is not applied: λ is accepted and has no effect';
  if (isCoarse(effects, isNegligible))
    return 'the decay is rounded to a coarse number format such as bfloat16: where ηλ is below half a unit of its last place no decay is left';
  const undecayed = tensorsOf(effects).filter((tensor) => effects.filter((effect) => effect.tensor === tensor).every(isDead));
  if (undecayed.length > 0) {
    return `tensor ${undecayed.join(', ')} (shape ${undecayed.map((i) => `[${probeShapes[i]}]`).join(', ')}) is not decayed`;
  }
  const steps = [...new Set(effects.map(({ step }) => step))];
  const idle = steps.filter((step) => effects.filter((effect) => effect.step === step).every(isDead));
  if (steps.length - idle.length === 1 && !idle.includes(1))
    return 'λ acts at the first step only, or later than its own step: the weight decay of an earlier step is used, not the scheduled one';
  if (idle.length > 0) return `the decay is skipped at some steps (step ${idle.join(', ')} of ${probeSteps})`;
  const partial = effects.find(({ actual, nominal }) =>
    actual.some((x, j) => isNegligible(x) && Math.abs(nominal[j]) > Math.max(1e-9, 100 * rounding)),
  );
  if (partial === undefined) return undefined;
  const [spared, all] = [partial.actual.filter(isNegligible).length, partial.actual.length];
  return `${2 * spared === all ? 'half' : 'some'} of the coordinates (${spared} of ${all} entries of tensor ${partial.tensor}) are not decayed`;
}

/** Decay that no simple rule reproduces: what can be said of it. */
export function strayingDecay(effects: readonly DecayEffect[], hypothesis: DecayHypothesis): string {
  const nominal = nominalOf(hypothesis);
  const tensors = tensorsOf(effects);
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * (1 + Math.abs(b));
  const straying = tensors.filter((tensor) => effects.some((effect) => effect.tensor === tensor && effect.stray > 1e-6));
  if (straying.length > 0) {
    const steady = effects.filter(({ tensor }) => !straying.includes(tensor));
    const repetition = repeated(tensors.length, nominalShare(hypothesis));
    // Between the repetitions tensors are updated, and the decay shrinks the updates of the first ones too.
    if (steady.length > 0 && steady.every((effect) => near(effect.strength, repetition(effect)))) return onceForEveryTensor;
    return straying.length < tensors.length
      ? `what λ adds to tensor ${straying.join(', ')} is not proportional to its own weights, as it is for tensor ${tensors.filter((i) => !straying.includes(i)).join(', ')}`
      : 'what λ adds to a step is not proportional to the weights: no convention of weight decay explains it';
  }
  const byTensor = tensors.map((tensor) => effects.find((effect) => effect.tensor === tensor)!.strength);
  if (effects.every(({ strength, tensor }) => near(strength, byTensor[tensor]))) {
    return byTensor.every((strength) => near(strength, byTensor[0]))
      ? `the decay per step is 1 − ${rounded(byTensor[0])}${nominal}, where 1 − ${nominal} is claimed`
      : `tensors are decayed with different strengths: ${byTensor.map(rounded).join(', ')} times ${nominal}`;
  }
  const first = effects.filter(({ tensor }) => tensor === 0).slice(0, 4);
  return `the strength of the decay varies from step to step: ${first.map(({ strength }) => rounded(strength)).join(', ')}, … times ${nominal}`;
}

/** Whether the decay, or what it leaves of the weights, is rounded to 11 bits or less. */
function isCoarse(effects: readonly DecayEffect[], isNegligible: (x: number) => boolean): boolean {
  const isShort = (x: number): boolean => {
    // Dekker's splitting: the upper 11 bits.
    const spread = x * (2 ** 42 + 1);
    return isNegligible(x - (spread - (spread - x)));
  };
  return effects.every(({ actual, before }) => actual.every((x, j) => isShort(x) || isShort(before[j] + x)));
}

function tensorsOf(effects: readonly DecayEffect[]): number[] {
  return [...new Set(effects.map(({ tensor }) => tensor))];
}

function nominalOf({ kind }: DecayHypothesis): string {
  return kind === 'independent' ? 'λ' : 'ηλ';
}

function rounded(x: number): string {
  return String(Number(x.toPrecision(4)));
}
