import type { CauseId } from '../cause.ts';
import type { DecayHypothesis, Setting } from '../decay-hypothesis.ts';
import { dead } from '../decay-claim.ts';
import { timesConstant } from '../decay-mistakes/nominal.ts';
import { rules } from '../decay-mistakes/rules.ts';
import { triedFactors } from '../decay-mistakes/strength.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { scaled } from '../probe-problem.ts';
import { buffersOf, type WholeMistake } from './whole-mistake.ts';

const rate = (cause: CauseId, sentence: string, of: (setting: Setting, product: number) => number): WholeMistake => ({
  cause,
  sentence,
  change: (_, { setting, product }) => ({ learningRate: of(setting, product) }),
});

/** Mistakes of the learning rate. */
const rates: readonly WholeMistake[] = [
  rate(
    'rate-previous',
    "the previous step's learning rate is used, not the scheduled one",
    ({ previousLearningRate }) => previousLearningRate,
  ),
  rate(
    'rate-initial',
    'the first learning rate is used for ever, not the scheduled one',
    ({ firstLearningRate }) => firstLearningRate,
  ),
  rate(
    'rate-squared',
    'the learning rate is applied twice: the step is that of η²',
    ({ learningRate }) => learningRate * learningRate,
  ),
  rate(
    'rate-change-compounds',
    'a change of the learning rate counts twice: its ratio multiplies a rate that has it already',
    ({ learningRate, firstLearningRate }) => (learningRate * learningRate) / firstLearningRate,
  ),
  rate(
    'rate-change-compounds',
    'the scheduled rate multiplies that of the step before instead of taking its place',
    ({ firstLearningRate }, product) => firstLearningRate * product,
  ),
];

/** Mistakes of what counts the steps, where something does. */
const counters: readonly WholeMistake[] = [
  {
    cause: 'correction-wrong',
    sentence: 'the step counter counts every second step: it is halved by an integer division',
    counts: (step) => Math.ceil(step / 2),
  },
  { cause: 'correction-stuck', sentence: 'the step counter never advances', counts: () => 1 },
  {
    cause: 'correction-per-tensor',
    sentence: 'the step counter advances once for every tensor',
    counts: (step, tensors) => step * tensors,
  },
];

/** A counter that counts the calls of a step, of which there are so many. */
function counterOfCalls(calls: number): WholeMistake[] {
  const sentence = `the step counter advances ${calls} times a step: it counts micro-batches`;
  return [calls, 1].map((start) => ({
    cause: 'correction-per-micro-batch',
    sentence,
    counts: (step) => (step - 1) * calls + start,
  }));
}

/** Mistakes of what is remembered. */
const memories: readonly WholeMistake[] = [
  {
    cause: 'gradient-for-ever',
    sentence: 'gradients are summed and the sum is never cleared: every step is made on all gradients so far',
    change: (_, { sums }) => ({ gradients: sums }),
  },
  ...Array.from({ length: 37 }, (_, i): WholeMistake => ({
    cause: 'buffer-cleared',
    sentence: `the state is made anew every ${i + 2} steps`,
    clears: i + 2,
  })),
];

/** Mistakes of the strength of the decay, whatever the rule does with it. */
function decays(rule: Optimizer): WholeMistake[] {
  const hypothesis: DecayHypothesis = { kind: rule.contract?.weightDecay ?? 'decoupled', order: 'before' };
  const named = rules(hypothesis, rule).map(([strength, cause, sentence]) => ({ strength, cause, sentence }));
  const constant = triedFactors.map((k) => ({ strength: () => k, ...timesConstant(k, hypothesis) }));
  return [{ strength: () => 0, ...dead }, ...named, ...constant].map(({ strength, cause, sentence }) => ({
    cause,
    sentence,
    change: ({ weightDecay }, { setting }) => ({ weightDecay: weightDecay * strength(setting) }),
  }));
}

/** Buffers that take what is new with weight one, though they keep a share of what they have. */
function wholeBuffers(rule: Optimizer): WholeMistake[] {
  const { hyperparameters = {} } = rule;
  const coefficients = Object.keys(hyperparameters).filter((name) => hyperparameters[name] >= 0.1 && hyperparameters[name] < 1);
  const state: unknown = rule.init({ parameters: [{ data: Float64Array.of(1), shape: [1] }] });
  const names = typeof state === 'object' && state !== null ? Object.keys(state) : [];
  const buffers = names.filter((name) => buffersOf(state, name).length > 0);
  const alone = buffers.flatMap((buffer) =>
    coefficients.map((coefficient): WholeMistake => ({
      cause: 'moment-weight',
      sentence: `what is new enters the running mean ${buffer} of ${rule.name} with weight 1, not 1 − ${coefficient}`,
      whole: { buffer, coefficient, weight: whole },
    })),
  );
  return [...alone, ...wholeSquares(rule, coefficients, buffers)];
}

const whole = (coefficient: number): number => 1 / (1 - coefficient);

/**
 * Squares that enter their mean with weight one, beside a second mean or not: gradients that are larger by the root of the weight fill it so, and a
 * rate that is smaller by it takes that back from the step. Where the second mean is one of squared steps it is as it should be only if it is
 * given less.
 */
function wholeSquares(rule: Optimizer, coefficients: readonly string[], buffers: readonly string[]): WholeMistake[] {
  // Where steps go with gradients and yet something is compared with them, squares of both are kept.
  const { symmetry } = rule.contract ?? {};
  if (symmetry?.learningRate !== 2 || symmetry.epsilon === undefined) return [];
  return coefficients.flatMap((coefficient) => {
    const change: WholeMistake['change'] = ({ gradients, learningRate, weightDecay, hyperparameters }) => {
      const root = Math.sqrt(whole(hyperparameters[coefficient]));
      return { gradients: scaled(gradients, root), learningRate: learningRate / root, weightDecay: weightDecay * root };
    };
    const sentence = `squared gradients enter the running mean of ${rule.name} with weight 1, not 1 − ${coefficient}`;
    const alone = buffers.map((buffer): WholeMistake => ({
      cause: 'moment-weight',
      sentence,
      change,
      whole: { buffer, coefficient, weight: (value) => 1 - value },
    }));
    return [...alone, { cause: 'moment-weight', sentence: `${sentence}, and squared steps theirs`, change }];
  });
}

/** Weights that shrink beside a rule that decays them. */
const twice = (['before', 'after', 'beside'] as const).map((shrinks): WholeMistake => ({
  cause: 'decay-twice',
  sentence: 'the decay is applied twice: in the rule and by ηλ of the weights beside it',
  shrinks,
}));

/**
 * What can be done wrong around a rule.
 *
 * @param calls of which a step consists
 */
export function wholeMistakes(rule: Optimizer, calls = 1): readonly WholeMistake[] {
  return [
    ...rates,
    ...(calls === 1 ? [] : counterOfCalls(calls)),
    ...counters,
    ...decays(rule),
    ...memories,
    ...wholeBuffers(rule),
    ...(rule.contract?.weightDecay === 'none' ? [] : twice),
  ];
}
