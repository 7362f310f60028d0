import type { Diagnosis } from '../cause.ts';
import type { DecayEffect } from '../decay-effects.ts';
import type { DecayHypothesis } from '../decay-hypothesis.ts';
import { nominalOf, nominalShare, onceForEveryTensor, repeated, rounded, tensorsOf, timesConstant } from './nominal.ts';

/** Decay that no simple rule reproduces: what can be said of it. */
export function strayingDecay(effects: readonly DecayEffect[], hypothesis: DecayHypothesis): Diagnosis {
  const nominal = nominalOf(hypothesis);
  const tensors = tensorsOf(effects);
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * (1 + Math.abs(b));
  const straying = tensors.filter((tensor) => effects.some((effect) => effect.tensor === tensor && effect.stray > 1e-6));
  if (straying.length > 0) {
    const steady = effects.filter(({ tensor }) => !straying.includes(tensor));
    const repetition = repeated(tensors.length, nominalShare(hypothesis));
    // Between the repetitions tensors are updated, and the decay shrinks the updates of the first ones too.
    if (steady.length > 0 && steady.every((effect) => near(effect.strength, repetition(effect)))) return onceForEveryTensor;
    if (straying.length < tensors.length) {
      return {
        cause: 'decay-of-other-tensor',
        sentence: `what λ adds to tensor ${straying.join(', ')} is not proportional to its own weights, as it is for tensor ${tensors.filter((i) => !straying.includes(i)).join(', ')}`,
      };
    }
    return shapeless(effects, hypothesis);
  }
  const byTensor = tensors.map((tensor) => effects.find((effect) => effect.tensor === tensor)!.strength);
  if (effects.every(({ strength, tensor }) => near(strength, byTensor[tensor]))) {
    if (byTensor.every((strength) => near(strength, byTensor[0]))) return timesConstant(byTensor[0], hypothesis);
    const often = byTensor.find((strength) => near(strength, 2) || near(strength, 3));
    const repeatedly = tensors.filter((i) => often !== undefined && near(byTensor[i], often));
    return often !== undefined && byTensor.every((strength) => near(strength, 1) || near(strength, often))
      ? {
          cause: 'decay-twice',
          sentence: `tensor ${repeatedly.join(', ')} ${repeatedly.length > 1 ? 'are' : 'is'} decayed ${rounded(often)} times: by 1 − ${rounded(often)}${nominal} a step, where others are by 1 − ${nominal}`,
        }
      : {
          // The place of a tensor in the list; other numbers may be a rate that differs as well, and those of shapes are a design.
          cause: byTensor.every((strength, i) => near(strength, i + 1)) ? 'decay-times-constant' : 'unexplained',
          sentence: `tensors are decayed with different strengths: ${byTensor.map(rounded).join(', ')} times ${nominal}`,
        };
  }
  const inLoop = loopOf(effects, hypothesis);
  if (inLoop !== undefined) return inLoop;
  const lengthOf = ({ before }: DecayEffect): number => Math.sqrt(before.reduce((sum, w) => sum + w * w, 0));
  if (effects.every((effect) => near(effect.strength * lengthOf(effect), 1))) {
    return {
      cause: 'decay-normalised',
      sentence: `the decay is ${nominal} long whatever the weights are: it shrinks w/‖w‖, not w`,
    };
  }
  const [growing, shrinking] = [-1, 1].map((k) => effects.filter(({ strength }) => near(strength, k)));
  // What grows where it is short and shrinks where it is long is led to a length.
  const isLed = Math.max(...growing.map(lengthOf)) < Math.min(...shrinking.map(lengthOf));
  if (growing.length > 0 && shrinking.length > 0 && growing.length + shrinking.length === effects.length && !isLed) {
    const sentence = `weights grow by 1 + ${nominal} at some steps of a tensor, where they shrink by as much at others: in one of two branches the decay has the wrong sign`;
    return { cause: 'decay-grows', sentence };
  }
  const first = effects.filter(({ tensor }) => tensor === 0).slice(0, 4);
  return {
    cause: 'unexplained',
    sentence: `the strength of the decay varies from step to step: ${first.map(({ strength }) => rounded(strength)).join(', ')}, … times ${nominal}`,
  };
}

/** A decay that is applied as often as a loop goes round, over a list or inside of a tensor. */
function loopOf(effects: readonly DecayEffect[], hypothesis: DecayHypothesis): Diagnosis | undefined {
  const nominal = nominalOf(hypothesis);
  const isRepeated = (times: (effect: DecayEffect) => number): boolean =>
    effects.some((effect) => times(effect) > 1) &&
    effects.every((effect) => {
      const strength = repeated(times(effect), nominalShare(hypothesis))(effect);
      return Math.abs(effect.strength - strength) <= 1e-6 * (1 + Math.abs(strength));
    });
  const count = tensorsOf(effects).length;
  if (isRepeated(({ tensor }) => tensor + 1) || isRepeated(({ tensor }) => count - tensor)) {
    const sentence = `the factor 1 − ${nominal} is multiplied up over the tensors of the list: one is decayed as often as there are tensors before it, and once more`;
    return { cause: 'decay-once-per-tensor', sentence };
  }
  const loop = loops.find(({ times }) => isRepeated(times));
  if (loop === undefined) return undefined;
  const sentence = `the decay of a tensor is applied once for every ${loop.part} of it, one after the other: it is 1 − (1 − ${nominal})ⁿ a step, where ${nominal} is meant`;
  return { cause: 'decay-twice', sentence };
}

/** Loops inside of a tensor that a decay of all of it can stand in by mistake. */
const loops: readonly { readonly part: string; readonly times: (effect: DecayEffect) => number }[] = [
  { part: 'row', times: ({ shape }) => (shape.length > 1 ? shape[0] : 1) },
  { part: 'column', times: ({ shape, before }) => (shape.length > 1 ? before.length / shape[0] : 1) },
  { part: 'entry', times: ({ before }) => before.length },
];

/** What λ adds that is not proportional to the weights: a number, or a sign. */
function shapeless(effects: readonly DecayEffect[], hypothesis: DecayHypothesis): Diagnosis {
  const share = nominalShare(hypothesis);
  const alike = (of: (effect: DecayEffect) => readonly number[]): boolean =>
    effects.every((effect) => {
      const values = of(effect);
      return values.every((x) => Math.abs(x - values[0]) <= 1e-6 * Math.abs(values[0])) && Math.abs(values[0]) > 1e-12;
    });
  if (alike(({ actual }) => actual)) {
    const [effect] = effects;
    const exact = Math.abs(effect.actual[0] + share(effect)) <= 1e-6 * share(effect);
    return {
      cause: 'decay-of-number',
      sentence: `the decay subtracts the number ${exact ? nominalOf(hypothesis) : rounded(-effect.actual[0])} from every weight, whatever its size and sign`,
    };
  }
  if (alike(({ actual, before }) => actual.map((x, j) => x * Math.sign(before[j])))) {
    return { cause: 'decay-by-sign', sentence: 'the decay follows the sign of the weights, not their size' };
  }
  const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
  // Which convention comes nearest means little where none has the direction.
  const shares = [share, nominalShare({ kind: 'decoupled', order: 'before' })];
  const exchanged = shares.some((by) =>
    effects.every((effect) => {
      const weights = sorted(effect.before);
      return sorted(effect.actual.map((x) => -x / by(effect))).every((w, j) => Math.abs(w - weights[j]) <= 1e-6);
    }),
  );
  if (exchanged) {
    const sentence =
      'the decay of an entry uses the weight of another one: weights are read in another order, as in a transposed layout';
    return { cause: 'decay-of-other-entry', sentence };
  }
  const toCommon = shares.some((by) =>
    effects.every((effect) => {
      const left = effect.actual.map((x, j) => x / by(effect) + effect.before[j]);
      return left.length < 2 || (Math.abs(left[0]) > 1e-6 && left.every((x) => Math.abs(x - left[0]) <= 1e-6));
    }),
  );
  if (toCommon) {
    const sentence = 'the decay leads all entries of a tensor to one number, such as their mean, and not to zero';
    return { cause: 'decay-of-other-entry', sentence };
  }
  const earlier = (effect: DecayEffect): DecayEffect | undefined =>
    effects.find(({ step, tensor }) => step === effect.step - 1 && tensor === effect.tensor);
  const stale = effects.every((effect) => {
    const weights = earlier(effect)?.before;
    return (
      weights === undefined || effect.actual.every((x, j) => Math.abs(x + share(effect) * weights[j]) <= 1e-6 * share(effect))
    );
  });
  if (stale) return { cause: 'decay-stale-weights', sentence: 'the decay uses the weights of the step before' };
  return (
    renewedCopy(effects) ?? {
      cause: 'unexplained',
      sentence: 'what λ adds to a step is not proportional to the weights: no convention of weight decay explains it',
    }
  );
}

/** Decay of a copy of the weights that is renewed at every few steps; at those a step may be scaled. */
function renewedCopy(effects: readonly DecayEffect[]): Diagnosis | undefined {
  const isAlong = (effect: DecayEffect, weights: readonly number[]): boolean => {
    const factor = -effect.actual[0] / weights[0];
    return factor > 0 && effect.actual.every((x, j) => Math.abs(x + factor * weights[j]) <= 1e-6 * Math.abs(factor * weights[j]));
  };
  const ages = effects
    .filter(({ before }) => before.length > 2)
    .map((effect) => {
      const past = effects.filter(({ tensor, step }) => tensor === effect.tensor && step <= effect.step);
      const found = past.find(({ before }) => isAlong(effect, before));
      return found === undefined ? undefined : effect.step - found.step;
    });
  if (ages.length === 0 || !ages.every((age) => age !== undefined) || !ages.some((age) => age > 0)) return undefined;
  const sentence = `the decay uses weights of earlier steps, up to ${Math.max(...ages)} before: a copy that is renewed now and then`;
  return { cause: 'decay-stale-weights', sentence };
}
