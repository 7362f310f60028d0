import { expm1 } from '../../arithmetic/elementary.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import type { CauseId } from '../cause.ts';
import type { DecayHypothesis, Setting } from '../decay-hypothesis.ts';
import { integerPower } from '../integer-power.ts';
import { probeShapes } from '../probe-problem.ts';
import { nominalOf, nominalShare, onceForEveryTensor, repeated } from './nominal.ts';

/** A rule for the strength of the decay relative to the nominal one, and what it is. */
export type Rule = readonly [(setting: Setting) => number, CauseId, string];

/** Mistakes that have a simple rule. */
export function rules(hypothesis: DecayHypothesis, { hyperparameters = {} }: Optimizer): Rule[] {
  const nominal = nominalOf(hypothesis);
  const share = nominalShare(hypothesis);
  const once = onceForEveryTensor.sentence;
  return [
    [
      ({ learningRate }) => 1 / learningRate,
      'decay-not-times-rate',
      hypothesis.kind === 'independent'
        ? 'the decay is divided by the learning rate: it is λ/η a step, not λ'
        : 'the decay is not multiplied by the learning rate: it is λ a step, not ηλ',
    ],
    [
      ({ learningRate }) => learningRate,
      'decay-times-rate-twice',
      'the decay is multiplied by the learning rate twice: it is η²λ a step, not ηλ',
    ],
    [
      ({ learningRate }) => Math.sqrt(learningRate) / learningRate,
      'decay-root-rate',
      'the decay is multiplied by the root of the learning rate: it is √η λ a step, not ηλ',
    ],
    [
      ({ learningRate, firstLearningRate }) => firstLearningRate / learningRate,
      'decay-initial-rate',
      'the decay uses the initial learning rate, not the scheduled one',
    ],
    [
      ({ learningRate, previousLearningRate }) => previousLearningRate / learningRate,
      'decay-previous-rate',
      "the decay uses the previous step's learning rate",
    ],
    [
      ({ learningRate, peakLearningRate }) => peakLearningRate / learningRate,
      'decay-peak-rate',
      'the decay uses the largest learning rate so far, a stale one, not the scheduled one',
    ],
    [
      ({ weightDecay, firstWeightDecay }) => firstWeightDecay / weightDecay,
      'decay-initial-decay',
      'the decay uses the initial weight decay, not the scheduled one',
    ],
    [
      ({ weightDecay, previousWeightDecay }) => previousWeightDecay / weightDecay,
      'decay-previous-decay',
      'the weight decay of an earlier step is used, not the scheduled one',
    ],
    [
      ({ weightDecay }) => weightDecay,
      'decay-not-proportional',
      `the decay is multiplied by λ twice: it goes with λ², where it is ${nominal} a step`,
    ],
    [() => probeShapes.length, 'decay-once-per-tensor', once],
    [repeated(probeShapes.length, share), 'decay-once-per-tensor', once],
    [() => 2, 'decay-twice', `the decay is applied twice: it is 1 − 2${nominal} a step`],
    [repeated(2, share), 'decay-twice', `the decay is applied twice: it is (1 − ${nominal})² a step`],
    [() => -1, 'decay-grows', `the decay has the wrong sign: weights grow by 1 + ${nominal} a step`],
    ...corrections(Object.values(hyperparameters)),
  ];
}

/** The same mistake of a decay that multiplies weights by a power of e: 1 − e^(−ks) in units of s for k times the share s. */
export function exponentially([strength, cause, sentence]: Rule, hypothesis: DecayHypothesis): Rule {
  const share = nominalShare(hypothesis);
  const grown = (setting: Setting): number => -expm1(-share(setting) * strength(setting)) / share(setting);
  return [grown, cause, `${sentence}; weights are multiplied by a power of e`];
}

/** Decay that is multiplied by the bias corrections which belong to the update. */
function corrections(values: readonly number[]): Rule[] {
  const coefficients = [...new Set([...values.filter((value) => value >= 0.1 && value < 1), 0.9, 0.99, 0.999])];
  const left = (beta: number, { step }: Setting): number => 1 - integerPower(beta, step);
  const sentence = 'the decay is multiplied by the bias correction of the moments, which belongs to the update alone';
  const of = (rule: (setting: Setting) => number): Rule => [rule, 'decay-times-correction', sentence];
  return coefficients.flatMap((second) => [
    of((setting) => Math.sqrt(left(second, setting))),
    of((setting) => left(second, setting)),
    of((setting) => 1 / left(second, setting)),
    ...coefficients.map((first) => of((setting) => Math.sqrt(left(second, setting)) / left(first, setting))),
  ]);
}
