import type { Optimizer } from '../optimizers/optimizer.ts';
import type { CauseId, Diagnosis } from './cause.ts';
import {
  decayEffects,
  explains,
  probeSteps,
  type DecayEffect,
  type DecayHypothesis,
  type DecayProbe,
  type Setting,
} from './decay-effects.ts';
import { copy, zeros, type Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { identical, normalTensors, probeShapes } from './probe-problem.ts';
import { integerPower } from './integer-power.ts';

/** A rule for the strength of the decay relative to the nominal one, and what it is. */
type Rule = readonly [(setting: Setting) => number, CauseId, string];

const onceForEveryTensor: Diagnosis = {
  cause: 'decay-once-per-tensor',
  sentence: `the decay is applied once for every tensor: ${probeShapes.length} times over`,
};

/** Share of the weights that the decay is meant to take away in a step. */
function nominalShare({ kind }: DecayHypothesis): (setting: Setting) => number {
  return ({ learningRate, weightDecay }) => (kind === 'independent' ? 1 : learningRate) * weightDecay;
}

/** Strength of a decay that is applied n times in a row: 1 − (1 − ηλ)ⁿ in units of ηλ. */
function repeated(times: number, share: (setting: Setting) => number): (setting: Setting) => number {
  return (setting) => (1 - integerPower(1 - share(setting), times)) / share(setting);
}

/** Mistakes that have a simple rule. */
function rules(hypothesis: DecayHypothesis, { hyperparameters = {} }: Optimizer): Rule[] {
  const nominal = nominalOf(hypothesis);
  const share = nominalShare(hypothesis);
  const once = onceForEveryTensor.sentence;
  return [
    [
      ({ learningRate }) => 1 / learningRate,
      'decay-not-times-rate',
      'the decay is not multiplied by the learning rate: it is λ a step, not ηλ',
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
    [() => probeShapes.length, 'decay-once-per-tensor', once],
    [repeated(probeShapes.length, share), 'decay-once-per-tensor', once],
    [() => 2, 'decay-twice', `the decay is applied twice: it is 1 − 2${nominal} a step`],
    [repeated(2, share), 'decay-twice', `the decay is applied twice: it is (1 − ${nominal})² a step`],
    [() => -1, 'decay-grows', `the decay has the wrong sign: weights grow by 1 + ${nominal} a step`],
    ...corrections(Object.values(hyperparameters)),
  ];
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

/** Strengths of a decay that is proportional to the weights, where they are known without another run. */
function strengthsOf(effects: readonly DecayEffect[]): readonly DecayEffect[] | undefined {
  return effects.every(({ stray }) => stray < 1e-6) ? effects : undefined;
}

/**
 * The simple rule for the strength that reproduces every step, if there is one.
 *
 * @param effects of the hypothesis itself: for decay that is proportional to λ they tell the strength of every step
 */
export function mistakenStrength(
  optimizer: Optimizer,
  hypothesis: DecayHypothesis,
  agreement: number,
  probe: DecayProbe,
  effects: readonly DecayEffect[],
): Diagnosis | undefined {
  const known = hypothesis.kind === 'coupled' ? undefined : strengthsOf(effects);
  const fits = ([strength]: Rule): boolean =>
    known === undefined
      ? explains(optimizer, { ...hypothesis, strength }, agreement, probe)
      : known.every((effect) => Math.abs(effect.strength - strength(effect)) <= agreement * Math.abs(strength(effect)));
  // A coupled decay that enters a nonlinear rule has to be tried, once for each rule, so no table of corrections is.
  const candidates = rules(hypothesis, optimizer).filter(
    ([, cause]) => known !== undefined || cause !== 'decay-times-correction',
  );
  const found = candidates.find(fits);
  if (found !== undefined) return { cause: found[1], sentence: found[2] };
  const constant =
    known === undefined ? triedFactors.find((k) => fits([() => k, 'decay-times-constant', ''])) : known[0].strength;
  const steady = known?.every(({ strength }) => Math.abs(strength - known[0].strength) <= agreement * Math.abs(strength));
  if (constant === undefined || steady === false) return undefined;
  return timesConstant(constant, hypothesis);
}

/** Factors to try where the factor cannot be read. */
const triedFactors = [1.01, 1.02, 1.05, 1.1, 1.2, 1.25, 1.5, 3, 4, 5, 10, 0.01, 0.1, 0.2, 0.25, 0.5, 0.75, 0.8, 0.9, 0.95, 0.99];

function timesConstant(k: number, hypothesis: DecayHypothesis): Diagnosis {
  const nominal = nominalOf(hypothesis);
  return {
    cause: k < 0 ? 'decay-grows' : 'decay-times-constant',
    sentence: `the decay per step is 1 − ${rounded(k)}${nominal}, where 1 − ${nominal} is claimed`,
  };
}

/**
 * What becomes of λ where only that of the first step is read: it is kept for ever, it acts once, or it acts a step late.
 *
 * @param fill first steps that only fill the state
 */
function firstDecay(optimizer: Optimizer, fill: number): Diagnosis {
  const follow = (decays: (step: number) => number): Tensor[][] => {
    const precision = measuringPrecision(optimizer);
    const nothing = probeShapes.map((shape) => zeros(shape, precision));
    const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, stream('inference', 'decay').seek(0, 0)));
    return Array.from({ length: fill + 5 }, (_, i) => {
      run.step(nothing, 0.1, decays(i + 1));
      return run.parameters.map(copy);
    }).slice(fill);
  };
  const [kept, first, stopped] = [
    follow(() => 0.2),
    follow((step) => (step <= fill + 1 ? 0.2 : 0)),
    follow((step) => (step <= fill + 3 ? 0.2 : 0)),
  ];
  const last = kept.length - 1;
  // Without a gradient whatever moves is the decay.
  if (!identical(kept[last], first[last]) && !identical(stopped[last], first[last])) {
    return { cause: 'decay-previous-decay', sentence: 'the weight decay of an earlier step is used, not the scheduled one' };
  }
  return identical(kept[last], kept[last - 1])
    ? { cause: 'decay-first-step-only', sentence: 'λ acts at the first step only: later steps decay nothing' }
    : { cause: 'decay-initial-decay', sentence: 'the initial weight decay is used for ever, not the scheduled one' };
}

/** What λ multiplies where it is not the weight. */
const terms: readonly (readonly [NonNullable<DecayHypothesis['of']>, CauseId, string])[] = [
  [() => 1, 'decay-of-number', 'the decay subtracts λ itself, whatever the size and sign of a weight'],
  [(w) => Math.sign(w), 'decay-by-sign', 'the decay follows the sign of the weights, not their size'],
  [(w) => w * w, 'decay-of-square', 'the decay is proportional to the squares of the weights'],
  [(w) => Math.abs(w), 'decay-of-size', 'the decay is proportional to the size of the weights and has lost their sign'],
  [
    (w, gradient) => w * gradient,
    'decay-skips-zero-gradient',
    'the gradient is multiplied by 1 + λw where λw should be added to it: nothing decays where it is zero',
  ],
];

/** Decay of something else than the weights, or of both kinds at once. */
export function mistakenTerm(
  optimizer: Optimizer,
  hypothesis: DecayHypothesis,
  agreement: number,
  probe: DecayProbe,
): Diagnosis | undefined {
  const term = terms.find(([of]) => explains(optimizer, { ...hypothesis, of }, agreement, probe));
  if (term !== undefined) return { cause: term[1], sentence: term[2] };
  if (hypothesis.kind !== 'coupled' || !explains(optimizer, { ...hypothesis, both: true }, agreement, probe)) return undefined;
  const sentence = 'the decay is applied twice: λw is added to the gradient, and the weights are multiplied by 1 − ηλ as well';
  return { cause: 'decay-twice', sentence };
}

/** Mistakes of a decay that stands alone: what it does where no gradient ever came, though beside gradients more is going on. */
export function mistakenAlone(optimizer: Optimizer, agreement: number, probe: DecayProbe): Diagnosis | undefined {
  const hypothesis: DecayHypothesis = { kind: 'decoupled', order: 'before' };
  const still = { ...probe, size: 0 };
  const share = nominalShare(hypothesis);
  const effects = Array.from(decayEffects(optimizer, hypothesis, still));
  const follows = (strength: (setting: Setting) => number, among: readonly DecayEffect[] = effects): boolean =>
    among.every(
      (effect) => effect.stray < 1e-6 && Math.abs(effect.strength - strength(effect)) <= agreement * Math.abs(strength(effect)),
    );
  const named = rules(hypothesis, optimizer).find(([strength, cause]) => telling.includes(cause) && follows(strength));
  if (named !== undefined) return { cause: named[1], sentence: named[2] };
  const times = [2, 3, 4, 5, 6, 7, 8].find((n) => follows(repeated(n, share)));
  if (times === undefined) return undefined;
  // As many times whatever the number of tensors is, or once for each.
  const fewer = Array.from(decayEffects(optimizer, hypothesis, { ...still, shapes: probeShapes.slice(1) }));
  if (!follows(repeated(times, share), fewer)) return onceForEveryTensor;
  return { cause: 'decay-twice', sentence: `the decay is applied ${times} times a step: it is (1 − ηλ)^${times}` };
}

/** Mistakes that nothing else looks like, even where no gradient is. */
const telling: readonly CauseId[] = [
  'decay-times-rate-twice',
  'decay-root-rate',
  'decay-grows',
  'decay-peak-rate',
  'decay-initial-rate',
  'decay-previous-rate',
];

/** Decay that leads back to the initial weights. */
export function mistakenOrigin(
  optimizer: Optimizer,
  hypothesis: DecayHypothesis,
  agreement: number,
  probe: DecayProbe,
): Diagnosis | undefined {
  return explains(optimizer, { ...hypothesis, towardsStart: true }, agreement, probe)
    ? { cause: 'decay-towards-start', sentence: 'the decay pulls towards the initial weights: it shrinks w − w₀, not w' }
    : undefined;
}

/**
 * Decay that is missing altogether, on a tensor, at some steps, or on some coordinates.
 *
 * @param rounding of weights of size one
 */
export function missingDecay(
  optimizer: Optimizer,
  effects: readonly DecayEffect[],
  rounding: number,
  fill: number,
): Diagnosis | undefined {
  const isNegligible = (x: number): boolean => Math.abs(x) <= rounding;
  const isDead = ({ actual }: DecayEffect): boolean => actual.every(isNegligible);
  if (effects.every(isDead))
    return { cause: 'decay-dead', sentence: 'weight decay is not applied: λ is accepted and has no effect' };
  if (isCoarse(effects, isNegligible)) {
    return {
      cause: 'decay-rounded-away',
      sentence:
        'the decay is rounded to a coarse number format such as bfloat16: where ηλ is below half a unit of its last place no decay is left',
    };
  }
  const undecayed = tensorsOf(effects).filter((tensor) => effects.filter((effect) => effect.tensor === tensor).every(isDead));
  if (undecayed.length > 0) {
    return {
      cause: 'decay-skips-tensor',
      sentence: `tensor ${undecayed.join(', ')} (shape ${undecayed.map((i) => `[${probeShapes[i]}]`).join(', ')}) is not decayed`,
    };
  }
  const steps = [...new Set(effects.map(({ step }) => step))];
  const idle = steps.filter((step) => effects.filter((effect) => effect.step === step).every(isDead));
  if (steps.length - idle.length === 1 && !idle.includes(steps[0])) return firstDecay(optimizer, fill);
  if (idle.length > 0) {
    return {
      cause: idle.length === steps.length - 1 ? 'decay-first-step-only' : 'decay-skips-steps',
      sentence: `the decay is skipped at some steps (step ${idle.join(', ')} of ${probeSteps})`,
    };
  }
  const partial = effects.find(({ actual, nominal }) =>
    actual.some((x, j) => isNegligible(x) && Math.abs(nominal[j]) > Math.max(1e-9, 100 * rounding)),
  );
  if (partial === undefined) return undefined;
  const [spared, all] = [partial.actual.filter(isNegligible).length, partial.actual.length];
  const { tensor } = partial;
  return spared === all
    ? { cause: 'decay-skips-tensor', sentence: `tensor ${tensor} (shape [${probeShapes[tensor]}]) is not decayed` }
    : {
        cause: 'decay-skips-entries',
        sentence: `${2 * spared === all ? 'half' : 'some'} of the coordinates (${spared} of ${all} entries of tensor ${tensor}) are not decayed`,
      };
}

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
    return byTensor.every((strength) => near(strength, byTensor[0]))
      ? timesConstant(byTensor[0], hypothesis)
      : {
          cause: 'unexplained',
          sentence: `tensors are decayed with different strengths: ${byTensor.map(rounded).join(', ')} times ${nominal}`,
        };
  }
  const lengthOf = ({ before }: DecayEffect): number => Math.sqrt(before.reduce((sum, w) => sum + w * w, 0));
  if (effects.every((effect) => near(effect.strength * lengthOf(effect), 1))) {
    return {
      cause: 'decay-normalised',
      sentence: `the decay is ${nominal} long whatever the weights are: it shrinks w/‖w‖, not w`,
    };
  }
  const first = effects.filter(({ tensor }) => tensor === 0).slice(0, 4);
  return {
    cause: 'unexplained',
    sentence: `the strength of the decay varies from step to step: ${first.map(({ strength }) => rounded(strength)).join(', ')}, … times ${nominal}`,
  };
}

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
  const earlier = (effect: DecayEffect): DecayEffect | undefined =>
    effects.find(({ step, tensor }) => step === effect.step - 1 && tensor === effect.tensor);
  const stale = effects.every((effect) => {
    const weights = earlier(effect)?.before;
    return (
      weights === undefined || effect.actual.every((x, j) => Math.abs(x + share(effect) * weights[j]) <= 1e-6 * share(effect))
    );
  });
  if (stale) return { cause: 'decay-stale-weights', sentence: 'the decay uses the weights of the step before' };
  return {
    cause: 'unexplained',
    sentence: 'what λ adds to a step is not proportional to the weights: no convention of weight decay explains it',
  };
}

/** Whether strengths beside gradients k times as large are 1/k times as large: λ is divided by a moment of the gradient. */
export function dividedByMoment(optimizer: Optimizer, hypothesis: DecayHypothesis, probe: DecayProbe): Diagnosis | undefined {
  if (hypothesis.kind === 'coupled') return undefined;
  const [small, large] = [1, 2 ** 8].map((size) => Array.from(decayEffects(optimizer, hypothesis, { ...probe, size })));
  const inversely = small.every(
    ({ strength, stray }, i) => stray < 1e-4 && Math.abs(strength / large[i].strength / 2 ** 8 - 1) < 1e-3,
  );
  return inversely
    ? {
        cause: 'decay-divided-by-moment',
        sentence: 'the decay is divided by the size of past gradients: where they vanish it explodes',
      }
    : undefined;
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
