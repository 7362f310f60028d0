import type { Optimizer } from '../../optimizers/optimizer.ts';
import type { Diagnosis } from '../cause.ts';
import { decayEffects, explains, type DecayEffect, type DecayProbe } from '../decay-effects.ts';
import type { DecayHypothesis, Setting } from '../decay-hypothesis.ts';
import type { CauseId } from '../cause.ts';
import { probeShapes } from '../probe-problem.ts';
import { nominalShare, onceForEveryTensor, repeated, tensorsOf, timesConstant } from './nominal.ts';
import { exponentially, rules, type Rule } from './rules.ts';

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
  // A coupled decay that enters a nonlinear rule has to be tried, once for each rule; most fail at their first step.
  const candidates = rules(hypothesis, optimizer);
  const exponential = known === undefined ? [] : candidates.map((rule) => exponentially(rule, hypothesis));
  const found = [...candidates, ...exponential].find(fits);
  if (found !== undefined) return { cause: found[1], sentence: found[2] };
  const partly = known && onSomeTensors(known, candidates, agreement);
  if (partly !== undefined) return partly;
  const constant =
    known === undefined ? triedFactors.find((k) => fits([() => k, 'decay-times-constant', ''])) : known[0].strength;
  const steady = known?.every(({ strength }) => Math.abs(strength - known[0].strength) <= agreement * Math.abs(strength));
  if (constant === undefined || steady === false) return undefined;
  return sharedAmongTensors(optimizer, hypothesis, constant, agreement, probe) ?? timesConstant(constant, hypothesis);
}

/** Where some tensors decay as they should and all others follow one rule: an option is read too late, or a loop has another body. */
function onSomeTensors(known: readonly DecayEffect[], candidates: readonly Rule[], agreement: number): Diagnosis | undefined {
  const follows = (tensor: number, strength: Rule[0]): boolean =>
    known.every(
      (effect) =>
        effect.tensor !== tensor || Math.abs(effect.strength - strength(effect)) <= agreement * Math.abs(strength(effect)),
    );
  const tensors = tensorsOf(known);
  const wrong = tensors.filter((tensor) => !follows(tensor, () => 1));
  if (wrong.length === 0 || wrong.length === tensors.length) return undefined;
  const rule = candidates.find(([strength]) => wrong.every((tensor) => follows(tensor, strength)));
  if (rule === undefined) return undefined;
  return { cause: rule[1], sentence: `of tensor ${wrong.join(', ')} of ${tensors.length} alone: ${rule[2]}` };
}

/** Where the strength is one over the number of tensors, whatever that is: whole steps are divided by it. */
function sharedAmongTensors(
  optimizer: Optimizer,
  hypothesis: DecayHypothesis,
  constant: number,
  agreement: number,
  probe: DecayProbe,
): Diagnosis | undefined {
  const among = probeShapes.length;
  if (Math.abs(constant * among - 1) > agreement) return undefined;
  const fewer = { ...probe, shapes: probeShapes.slice(1) };
  if (!explains(optimizer, { ...hypothesis, strength: () => 1 / (among - 1) }, agreement, fewer)) return undefined;
  return { cause: 'step-length-by-tensors', sentence: 'the decay, as the step, is divided by the number of tensors' };
}

/** Factors to try where the factor cannot be read. */
export const triedFactors: readonly number[] = [
  1.01, 1.02, 1.05, 1.1, 1.2, 1.25, 1.5, 3, 4, 5, 10, 0.01, 0.1, 0.2, 0.25, 0.5, 0.75, 0.8, 0.9, 0.95, 0.99,
];

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
