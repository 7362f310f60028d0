import type { HyperparameterRole, Optimizer } from '../../optimizers/optimizer.ts';
import type { Diagnosis, Note } from '../cause.ts';
import { families } from './families/index.ts';
import type { Family } from './families/family.ts';
import type { Mistake } from './mistake.ts';
import { mistakesOfCalls } from './mistakes.ts';
import { holdsDoubled, otherTimes } from '../doubled-option.ts';
import { mixesEntries, reproduces, stepsReproduced, trace, type Trace } from './trace.ts';
import { uncorrected, type Parts } from './rule.ts';

/** An element-wise rule that makes the same moves as a subject. */
export interface Core {
  readonly family: string;
  /** The rule, with its mistake where it has one. */
  readonly parts: Parts;
  /** The rule as it was meant. */
  readonly sound: Parts;
  readonly beta1: number;
  readonly beta2: number;
  readonly note?: Note;
  readonly mistake?: Diagnosis;
}

/** Values that a coefficient can have when it is no hyperparameter. */
const usualFirst = [0.9, 0.95, 0, 0.5, 0.8, 0.99];
const usualSecond = [0.999, 0.99, 0.9, 0.95, 0.98, 0.9999, 0];

/**
 * Finds the rule of a published family, sound or with one known mistake, that makes the moves of an optimizer at λ = 0.
 *
 * @param optimizer whose epsilons are made negligible by `hyperparameters`
 * @param fill first steps that only fill the state
 * @param own families beside those that ship with the package
 */
export function inferCore(
  optimizer: Optimizer,
  hyperparameters: Readonly<Record<string, number>>,
  fill: number,
  own: readonly Family[] = [],
): Core | undefined {
  const followed = trace(optimizer, hyperparameters, fill);
  if (followed === undefined || mixesEntries(optimizer, hyperparameters, followed)) return undefined;
  let others: readonly (Trace | undefined)[] | undefined;
  // What acts beside gradients of some sizes only, such as a bound on step sizes, is no part of a rule that is right at one of them.
  const isRule = (parts: Parts): boolean => {
    if (!reproduces(parts, followed)) return false;
    others ??= otherSizes.map((size) => trace(optimizer, hyperparameters, fill, { size }));
    return others.every((other) => other === undefined || reproduces(parts, other));
  };
  const isAsked = ({ isRepeated, make }: Mistake, parts: Parts): boolean =>
    isRepeated === true &&
    holdsDoubled(optimizer, (other) => {
      const more = trace(other, hyperparameters, fill);
      return more !== undefined && otherTimes.some((each) => reproduces(make(parts, each), more));
    });
  const stepsOf = (parts: Parts): number => stepsReproduced(parts, followed);
  const { hyperparameters: given = {}, contract } = optimizer;
  const isClaimed = (role: HyperparameterRole, value: number): boolean =>
    Object.entries(contract?.roles ?? {}).some(([name, claimed]) => claimed === role && given[name] === value);
  const isMeant = ({ beta1, beta2 }: Composition): boolean =>
    isClaimed('first-moment', beta1) && isClaimed('second-moment', beta2);
  const options = Object.values(given);
  const tried = plainestFirst([...families, ...own]);
  const compositions = (given: readonly number[]): Composition[] => tried.flatMap((family) => compose(family, given, options));
  const coefficients = options.filter((value) => value >= 0.01 && value < 1);
  // What is small may be the weight of what is new, in a rule that keeps the rest.
  const complements = options.filter((value) => value >= 1e-4 && value <= 0.2).map((value) => 1 - value);
  const among = [...new Set([...coefficients, 0, ...complements])];
  const likeness: Likeness = { isRule, isAsked, stepsOf, isMeant, mistakes: mistakesOfCalls(optimizer.microBatches ?? 1) };
  return (
    search(likeness, compositions(among)) ??
    (coefficients.length > 1
      ? undefined
      : search(likeness, compositions([...new Set([...among, ...usualFirst, ...usualSecond])])))
  );
}

/** Sizes of gradients at which a rule has to be the same. */
const otherSizes: readonly number[] = [2 ** 8, 2 ** -8];

/** Ranked ones in the order of their ranks, then the others. */
function plainestFirst(among: readonly Family[]): Family[] {
  return [...among].sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || 0);
}

interface Composition {
  readonly family: Family;
  readonly beta1: number;
  readonly beta2: number;
  readonly parts: Parts;
  /** Values of all options. */
  readonly options: readonly number[];
}

function compose(family: Family, values: readonly number[], options: readonly number[]): Composition[] {
  const [firsts, seconds] = [family.coefficients === 'second' ? [0] : values, family.coefficients === 'first' ? [0] : values];
  return firsts.flatMap((beta1) =>
    seconds.flatMap((beta2) =>
      [family.parts(beta1, beta2, options)].flat().map((parts) => ({ family, beta1, beta2, parts, options })),
    ),
  );
}

/** What is asked of a rule. */
interface Likeness {
  isRule(parts: Parts): boolean;
  /** Whether an option says how often is done what the mistake does more than once. */
  isAsked(mistake: Mistake, parts: Parts): boolean;
  /** How many first steps it makes. */
  stepsOf(parts: Parts): number;
  /** Whether a contract says that these are the coefficients of the first and the second moment. */
  isMeant(composition: Composition): boolean;
  /** What can be done wrong in it. */
  readonly mistakes: readonly Mistake[];
}

/** Corrects the second moment alone: St John 2021, AdamD. */
const withShortStart = (parts: Parts): Parts => ({ ...parts, correct1: uncorrected });

const shortStart: Note = {
  kind: 'unusual',
  cause: 'no-bias-correction',
  sentence: 'the bias correction is that of the second moment alone: the first steps are short, as in AdamD',
};

/** Sound rules before mistaken ones; coefficients in their usual order before exchanged ones. */
function search(
  { isRule, isAsked, stepsOf, isMeant, mistakes }: Likeness,
  compositions: readonly Composition[],
): Core | undefined {
  const sound = compositions.find(({ parts }) => isRule(parts));
  if (sound !== undefined) {
    const { family, beta1, beta2, parts } = sound;
    const isUnusual = isSlow(sound) && !isMeant(sound);
    const mistake = isUnusual && areFarApart(sound) ? exchanged(beta1, beta2) : undefined;
    const meant = compositions.find((other) => other.family === family && other.beta1 === beta2 && other.beta2 === beta1);
    return {
      family: family.name,
      parts,
      sound: mistake !== undefined && meant !== undefined ? meant.parts : parts,
      beta1,
      beta2,
      ...(isUnusual && mistake === undefined && { note: slowFirst(beta1, beta2) }),
      ...(family.note !== undefined && { note: family.note }),
      ...(mistake !== undefined && { mistake }),
    };
  }
  const short = compositions.find(
    ({ family, beta1, parts }) => family.corrected === true && beta1 > 0 && isRule(withShortStart(parts)),
  );
  if (short !== undefined) {
    const { family, beta1, beta2, parts } = short;
    const made = withShortStart(parts);
    return { family: family.name, parts: made, sound: made, beta1, beta2, note: shortStart };
  }
  for (const { family, beta1, beta2, parts, options } of compositions) {
    for (const mistake of family.mistakes ?? []) {
      const wrong = [mistake.parts(beta1, beta2, options) ?? []].flat().find(isRule);
      const { cause, sentence } = mistake;
      if (wrong !== undefined)
        return { family: family.name, parts: wrong, sound: parts, beta1, beta2, mistake: { cause, sentence } };
    }
  }
  // Most rules make no step of a subject, and most mistakes leave the first step as it is.
  const steps = compositions.map(({ parts }) => stepsOf(parts));
  const making = (after: number): Composition[] => compositions.filter((_, i) => steps[i] >= after);
  const beginning = making(1);
  for (const mistake of mistakes) {
    const { after = 0 } = mistake;
    for (const { family, beta1, beta2, parts } of after === 0 ? compositions : after === 1 ? beginning : making(after)) {
      // A coefficient of 0 needs no correction, so that none can be wrong.
      if (mistake.of === 'corrected' && (family.corrected !== true || beta1 === 0 || beta2 === 0)) continue;
      // Where a sign stands for the division, there is no second moment to make a mistake with.
      if (mistake.of === 'second-moment' && parts.divide !== undefined) continue;
      const wrong = mistake.make(parts);
      if (!isRule(wrong) || isAsked(mistake, parts)) continue;
      const { cause, sentence } = mistake;
      return { family: family.name, parts: wrong, sound: parts, beta1, beta2, mistake: { cause, sentence } };
    }
  }
  return undefined;
}

/** A first moment that remembers at least so many times as long as the second one has changed places with it. */
const apart = 16;

/** A first moment that remembers much longer than the second one, where both are usual values the other way round. */
function isSlow({ family, beta1, beta2 }: Composition): boolean {
  return family.coefficients === 'both' && family.slow !== true && beta1 >= 0.98 && beta2 >= 0.5 && beta2 < 0.98 && beta1 > beta2;
}

/** Where no second moment is kept, there is none that a slow first one could be meant to outlast. */
const areFarApart = ({ beta1, beta2, parts }: Composition): boolean => parts.beta2 === 0 || 1 - beta2 >= apart * (1 - beta1);

function slowFirst(beta1: number, beta2: number): Note {
  const sentence = `the first moment outlasts the second one: it keeps ${beta1} of itself, the second ${beta2}`;
  return { kind: 'unusual', cause: 'betas-swapped', sentence };
}

function exchanged(beta1: number, beta2: number): Diagnosis {
  return {
    cause: 'betas-swapped',
    sentence: `the coefficients are swapped: the first moment keeps ${beta1} of itself and the second ${beta2}, each does the work of the other`,
  };
}
