import type { Tensor } from '../arithmetic/tensor.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Diagnosis } from './cause.ts';
import { mistakes } from './core/mistakes.ts';
import { uncorrected } from './core/rule.ts';
import type { Core } from './core/infer-core.ts';
import { reproduces, type Trace } from './core/trace.ts';
import { eachApart, type Standing } from './each-apart.ts';
import type { Apart, Slip } from './last-tensor.ts';
import { tolerance } from './measuring-precision.ts';
import { otherValues } from './options.ts';
import { factorAlone } from './place-factors.ts';
import { distance, identical, norm } from './probe-problem.ts';
import { ruleOf, type KnownRule } from './rule-of.ts';
import { settledRun } from './settled-run.ts';

/** What is said of tensors at a place that have a rule of their own. */
const said: Readonly<Record<Apart | Slip, Readonly<Record<'mistaken' | 'unknown', string>>>> = {
  last: {
    mistaken: 'the last tensor of the list is not trained as those before it',
    unknown:
      'the last tensor of the list is trained by another rule than those before it, which is none that is known by itself, and no option moves it alone',
  },
  ends: {
    mistaken: 'the first and the last tensor of the list are not trained as those between them',
    unknown:
      'the first and the last tensor of the list are trained by another rule than those between them, which is none that is known by itself, and no option moves them alone',
  },
  'last of several': ofOne('last'),
  'first of several': ofOne('first'),
  first: ofOne('first'),
};

/** Where tensors stand there, and elsewhere. */
const standings: Readonly<Record<Apart | Slip, readonly [Standing, Standing]>> = {
  last: ['alone', 'first'],
  ends: ['alone', 'between'],
  'last of several': ['last', 'alone'],
  'first of several': ['first', 'alone'],
  first: ['alone', 'last'],
};

function ofOne(which: string): Readonly<Record<'mistaken' | 'unknown', string>> {
  const one = `the ${which} tensor of the list`;
  return { mistaken: `${one} is not trained as the others are`, unknown: `${one} is trained by another rule than the others` };
}

/**
 * What is wrong with tensors that are trained by another rule than all others; `undefined` where their rule is known by itself, so that
 * somebody chose it (Glentis et al. 2025, SCALE, has momentum at the last alone; Jordan et al. 2024, Muon, leaves embedding and head to AdamW),
 * where an option moves them and no other, or where the last one or both ends have but a learning rate of their own, as heads and embeddings
 * do. Such a rate of another tensor may leak from it as well.
 *
 * @param fill first steps that only fill the state
 * @param place where they stand in the list
 */
export function mistakenApart(optimizer: Optimizer, fill: number, place: Apart | Slip): Diagnosis | undefined {
  const [own, others] = standings[place].map((standing) => eachApart(optimizer, standing) as Optimizer);
  if (Object.keys(optimizer.hyperparameters ?? {}).some((name) => movesOwnAlone(own, others, name))) return undefined;
  if (areTrainedAlike(own, others)) return undefined;
  if (hasOwnRate(own, others)) {
    if (place === 'last' || place === 'ends') return undefined;
    const sentence = `${said[place].unknown}, which is theirs at another learning rate, and no option sets that: it may be meant, or go on from one tensor to the next`;
    return { cause: 'ambiguous', sentence };
  }
  const [last, before] = [own, others].map((each) => ruleOf(each, fill));
  const mistake =
    ofRule(last) ??
    withoutMomentum(last, before) ??
    otherWeight(last, before) ??
    otherCoefficient(last.core, before.core) ??
    lacking(last.core, before.core) ??
    ofCore(last.trace, before.core);
  if (mistake !== undefined) {
    // Who leaves a whole moment out at both ends, and nowhere else, may mean it.
    const cause = place === 'ends' && mistake.cause === 'momentum-coefficient' ? 'ambiguous' : mistake.cause;
    return { cause, sentence: `${said[place].mistaken}: ${mistake.sentence}` };
  }
  if (isWhole(last, before)) return undefined;
  return { cause: 'unexplained', sentence: said[place].unknown };
}

/** Whether an option changes what becomes of tensors at the place, and nothing else. */
function movesOwnAlone(own: Optimizer, others: Optimizer, name: string): boolean {
  return otherValues(own.hyperparameters![name]).some((value) => {
    const isMoved = (optimizer: Optimizer): boolean =>
      !identical(placesAfter(optimizer, {}), placesAfter(optimizer, { [name]: value }));
    try {
      return isMoved(own) && !isMoved(others);
    } catch {
      // A value that it refuses tells nothing.
      return false;
    }
  });
}

const [rate, decay, steps] = [2 ** -5, 0.1, 8];

/** Whether gradients act alike, so that what differs is the decay, of which other laws speak. */
function areTrainedAlike(own: Optimizer, others: Optimizer): boolean {
  const [last, before] = [own, others].map((each) => placesAfter(each, {}, { weightDecay: 0 }));
  const rounding = tolerance(own, 1e-10, 1e-4);
  return last.every((tensor, i) => distance(tensor, before[i]) <= rounding * norm(before[i]));
}

/** Whether all that it takes is another learning rate, which steps and decay go by. */
function hasOwnRate(own: Optimizer, others: Optimizer): boolean {
  const factor = factorAlone(own, others);
  if (factor === undefined) return false;
  const [last, before] = [placesAfter(own, {}), placesAfter(others, {}, { learningRate: factor * rate })];
  const rounding = tolerance(own, 1e-10, 1e-4);
  return last.every((tensor, i) => distance(tensor, before[i]) <= rounding * norm(before[i]));
}

/** Where tensors are after some steps. */
function placesAfter(
  optimizer: Optimizer,
  options: Readonly<Record<string, number>>,
  { learningRate = rate, weightDecay = decay } = {},
): readonly Tensor[] {
  return settledRun(optimizer, 'last-rule', steps, learningRate, { weightDecay, setting: options }).run.parameters;
}

/** What is wrong with a rule by itself. A coefficient that no option has may be one of its own. */
function ofRule({ response: { finding }, core, rebuilt }: KnownRule): Diagnosis | undefined {
  return (finding?.cause === 'momentum-coefficient' ? undefined : finding) ?? core?.mistake ?? rebuilt?.mistake;
}

/** Plain steps where others have momentum. */
function withoutMomentum({ response: last }: KnownRule, { response: before }: KnownRule): Diagnosis | undefined {
  if (last.family !== 'plain' || before.kernel === undefined || before.momentumCoefficient === 0) return undefined;
  return { cause: 'momentum-coefficient', sentence: 'it has no momentum' };
}

/** A momentum of the same coefficient, into which gradients enter with the weight of another convention. */
function otherWeight({ response: last }: KnownRule, { response: before }: KnownRule): Diagnosis | undefined {
  const { momentumCoefficient: beta } = before;
  if (last.kernel === undefined || before.kernel === undefined || beta === 0) return undefined;
  const weights = [1 - beta, 1 / (1 - beta)];
  const isOther = (weight: number): boolean =>
    before.kernel!.every((r, lag) => Math.abs(last.kernel![lag] - weight * r) <= 1e-6 * Math.abs(weight * before.kernel![0]));
  const weight = weights.find(isOther);
  if (weight === undefined) return undefined;
  const sentence = `a new gradient enters its momentum with a weight that is ${Number(weight.toPrecision(3))} times that of the others`;
  return { cause: 'moment-weight', sentence };
}

/** What a rule has not that the others have, where it is theirs otherwise: each is easily left out of one branch of a loop. */
function lacking(last: Core | undefined, before: Core | undefined): Diagnosis | undefined {
  if (last === undefined || before === undefined || last.beta2 !== before.beta2) return undefined;
  const isUncorrected = ({ parts }: Core, moment: 'correct1' | 'correct2'): boolean => parts[moment] === uncorrected;
  const lost = (['correct1', 'correct2'] as const).filter((each) => isUncorrected(last, each) && !isUncorrected(before, each));
  const hasMoment = ({ parts }: Core): boolean => parts.beta1 !== 0;
  if (hasMoment(before) && !hasMoment(last)) {
    // Without a first moment and without corrections it is a rule that is known by itself.
    return lost.length > 0 ? undefined : { cause: 'momentum-coefficient', sentence: 'it has no first moment' };
  }
  if (lost.length === 0 || last.beta1 !== before.beta1) return undefined;
  const sentence =
    lost.length > 1
      ? 'its moments are not corrected for their start'
      : `its ${lost[0] === 'correct1' ? 'first' : 'second'} moment is not corrected for its start`;
  return { cause: 'correction-wrong', sentence };
}

/** The coefficient of one moment in the place of that of the other. */
function otherCoefficient(last: Core | undefined, before: Core | undefined): Diagnosis | undefined {
  if (last === undefined || last.family !== before?.family) return undefined;
  const { beta1, beta2 } = before;
  if (beta1 === beta2) return undefined;
  const isSecond = last.beta1 === beta1 && last.beta2 === beta1;
  if (!isSecond && !(last.beta1 === beta2 && last.beta2 === beta2)) return undefined;
  const [moment, kept, meant] = isSecond ? ['second', beta1, beta2] : ['first', beta2, beta1];
  return { cause: 'moment-weight', sentence: `its ${moment} moment keeps ${kept} of itself, not ${meant}` };
}

/** What was left out of the rule of those before it, or is wrong there. */
function ofCore(last: Trace | undefined, before: Core | undefined): Diagnosis | undefined {
  if (last === undefined || before === undefined) return undefined;
  const { sound } = before;
  const [isCorrected, hasSecond] = [sound.correct2 !== uncorrected, sound.divide === undefined];
  const possible = mistakes.filter(({ of }) => of === 'any' || (hasSecond && (of === 'second-moment' || isCorrected)));
  return possible.find(({ make }) => reproduces(make(sound), last));
}

/** Whether a rule is a published one, whole, and another one than that of the others. */
function isWhole(last: KnownRule, before: KnownRule): boolean {
  const { kernel, family, finding } = last.response;
  if (kernel !== undefined && before.response.kernel !== undefined) return false;
  if (kernel !== undefined) return finding === undefined && family !== 'other-linear' && family !== 'varying';
  if (last.core !== undefined) return last.core.note?.cause !== 'no-bias-correction' && last.core.family !== before.core?.family;
  return last.rebuilt !== undefined && last.rebuilt.rule !== before.rebuilt?.rule;
}
