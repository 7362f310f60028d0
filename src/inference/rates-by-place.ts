import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Diagnosis } from './cause.ts';
import { fixedLengths } from './fixed-lengths.ts';
import { areSameFactors, differsAmongOthers, factorAlone, placeFactors } from './place-factors.ts';
import { probeShapes } from './probe-problem.ts';
import { ratesFromEnd } from './rates-from-end.ts';

/** By what the rates of tensors differ from those that they have alone. */
export interface PlacedRates {
  /** In words. */
  readonly by: string;
  /** The option that they go by, where there is one. */
  readonly option?: string;
  /** Of each tensor of the probe, by what its rate is multiplied among the others. */
  readonly factors: readonly number[];
  /** What is wrong with that, or keeps it from being told from what is. */
  readonly finding?: Diagnosis;
}

/**
 * By what the rates of tensors differ that are another one from place to place in the list: layer-wise rates (Clark et al. 2020, ELECTRA;
 * Howard & Ruder 2018), or a power of the depth (Bordelon et al. 2023). Each tensor alone, at the learning rate times a factor of its place,
 * makes the steps that it makes among others, with a decay that has the factor or not. An option has to set the factors, or they are those of
 * a root of the place, or of the distance from the last tensor: a factor that is none of them leaks from tensor to tensor by mistake, and so does
 * an option that does something else where there is one tensor only: momentum, or another coefficient. A factor that all tensors have goes by
 * how many of them there are, which is a design if an option sets it, if it is a root of their number (Yang et al. 2023, Depth-muP) or of that of the
 * matrices, or, of steps whose length no gradient changes, that number (Bernstein et al. 2023, automatic gradient descent); other steps are
 * divided by mistake.
 */
export function ratesByPlace(optimizer: Optimizer): PlacedRates | undefined {
  if (!differsAmongOthers(optimizer)) return undefined;
  const factors = placeFactors(optimizer);
  if (factors === undefined) return undefined;
  const option = Object.keys(optimizer.hyperparameters ?? {}).find((name) => setsFactors(optimizer, name, factors));
  const areAlike = areSameFactors(
    optimizer,
    factors,
    factors.map(() => factors[0]),
  );
  if (areAlike) {
    if (option !== undefined) return { by: `the number of tensors, by ${option}`, option, factors };
    return ofNumber(optimizer, factors);
  }
  if (option !== undefined) {
    const finding = byLength(optimizer);
    return { by: `its place in the list, by ${option}`, option, factors, ...(finding !== undefined && { finding }) };
  }
  if (isRootOfPlace(optimizer, factors)) return { by: 'the root of its place in the list', factors };
  const fromEnd = ratesFromEnd(optimizer, factors);
  return fromEnd && { by: 'its distance from the end of the list', factors, ...fromEnd };
}

const places = Array.from(probeShapes.keys());

/** A longer list, and one of as many tensors of the same ranks and other lengths. */
const [usual, others]: readonly (readonly number[])[][] = [
  [[3, 2], [2, 2], [5], [4, 3], [4]],
  [[2, 5], [4, 2], [3], [2, 2], [6]],
];

/** What is wrong with factors by a place that go by the lengths of tensors as well, which they have alone as they have them among others. */
function byLength(optimizer: Optimizer): Diagnosis | undefined {
  const [factors, found] = [usual, others].map((shapes) => placeFactors(optimizer, { shapes }));
  if (factors === undefined || found === undefined || areSameFactors(optimizer, found, factors)) return undefined;
  // Stages of a pipeline that are balanced by their weights (Yang et al. 2021, PipeMare) change in one direction from end to end.
  if ([factors, found].every(isMonotonic)) {
    const sentence =
      'the rate of a tensor goes by its place and by the lengths of tensors, which it does not where it is alone: stages that hold as many weights each are alike';
    return { cause: 'ambiguous', sentence };
  }
  const sentence =
    'the rate of a tensor is multiplied by its place and by a function of the lengths of tensors, which it is not where it is alone: what is meant for one tensor goes on to the next, or what is a mean elsewhere is a sum';
  return { cause: 'tensors-influence-each-other', sentence };
}

/** Whether values only rise or only fall, but for rounding. */
const isMonotonic = (values: readonly number[]): boolean =>
  [1, -1].some((sign) => values.every((value, i) => i === 0 || sign * (value - values[i - 1]) >= -1e-6 * value));

/** What is counted of a list, and the powers of it that somebody multiplies rates by. */
const depths: readonly {
  readonly by: string;
  readonly count: (shapes: readonly (readonly number[])[]) => number;
  readonly powers: readonly ((count: number) => number)[];
  /** Powers that only steps of a fixed length have. */
  readonly ofFixed?: readonly ((count: number) => number)[];
}[] = [
  { by: 'the root of the number of tensors', count: ({ length }) => length, powers: [Math.sqrt, (n) => 1 / Math.sqrt(n)] },
  {
    by: 'the number of matrices',
    count: (shapes) => Math.max(1, shapes.filter((shape) => shape.length > 1).length),
    powers: [Math.sqrt, (n) => 1 / Math.sqrt(n)],
    ofFixed: [(n) => n, (n) => 1 / n],
  },
];

/** By what a factor of all tensors goes, in this list and in a shorter one. */
function ofNumber(optimizer: Optimizer, factors: readonly number[]): PlacedRates | undefined {
  const fewer = places.slice(0, -1);
  const found = placeFactors(optimizer, { among: fewer });
  if (found === undefined) return undefined;
  for (const { by, count, powers, ofFixed = [] } of depths) {
    const isPower = (power: (count: number) => number): boolean => {
      const among = (list: readonly number[]): number[] => list.map(() => power(count(list.map((i) => probeShapes[i]))));
      return areSameFactors(optimizer, factors, among(places)) && areSameFactors(optimizer, found, among(fewer));
    };
    if (powers.some(isPower)) return { by, factors };
    if (!ofFixed.some(isPower)) continue;
    if (fixedLengths(optimizer)) return { by, factors };
    const sentence = `among ${places.length} tensors every step is ${Number(factors[0].toPrecision(4))} times as long as alone, by ${by}: what is a mean over entries elsewhere is one over tensors, and the length of a step goes with its gradient`;
    return { by, factors, finding: { cause: 'step-length-by-tensors', sentence } };
  }
  return undefined;
}

/** Whether another value of an option gives other factors, and does nothing to a tensor that is alone but to scale its rate. */
function setsFactors(optimizer: Optimizer, name: string, factors: readonly number[]): boolean {
  const { hyperparameters = {} } = optimizer;
  const value = hyperparameters[name];
  if (!(value > 0)) return false;
  const other = { ...optimizer, hyperparameters: { ...hyperparameters, [name]: value < 1 ? value / 2 : 2 * value } };
  try {
    const changed = factorAlone(optimizer, other) === undefined ? undefined : placeFactors(other);
    return changed !== undefined && !areSameFactors(optimizer, changed, factors);
  } catch {
    // A value that it refuses tells nothing.
    return false;
  }
}

/** Whether factors are roots of the place, from the front or from the back, or inverse ones. */
function isRootOfPlace(optimizer: Optimizer, factors: readonly number[]): boolean {
  return [(i: number) => i + 1, (i: number) => places.length - i].some((depth) =>
    [Math.sqrt, (x: number) => 1 / Math.sqrt(x)].some((of) =>
      areSameFactors(
        optimizer,
        factors,
        factors.map((_, i) => of(depth(i))),
      ),
    ),
  );
}
