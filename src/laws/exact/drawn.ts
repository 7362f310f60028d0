import fc from 'fast-check';
import type { Precision } from '../../arithmetic/tensor.ts';
import { triples, type Triple, type TripleConstraints } from '../../hyperparameters/triple.ts';
import { orbits } from '../../hyperparameters/rescaling.ts';
import type { Use } from '../../inference/use.ts';
import type { Counterexample, Subject } from '../law.ts';

/** What every exact law draws: a triple, a precision, and the seed of the experiment's streams. */
export interface ExactConfiguration extends Counterexample {
  readonly precision: Precision;
  readonly seed: number;
}

/**
 * Triples with a precision and a seed, flattened into one record, and whatever else a law needs.
 *
 * What is drawn as ηλ is the share of the weights that a step takes away. Where the rule takes away λ (independent decay) that share
 * is λ itself, and where steps are proportional to the weights (exponent 0 of η) it is η, and λ too where that has no dimension
 * either: a share above 1 would be no decay.
 *
 * @param subject that the triples are for
 * @param constraints the part of the triples' domain in which the law is claimed
 * @param details arbitraries of the law's own fields
 */
export function exactConfigurations<Details extends object>(
  { profile, optimizer }: Pick<Subject, 'profile' | 'optimizer'>,
  constraints: TripleConstraints,
  details: { [Key in keyof Details]: fc.Arbitrary<Details[Key]> },
): fc.Arbitrary<ExactConfiguration & Details> {
  const independent = profile.weightDecay.value === 'independent';
  const proportional = profile.symmetry.value?.learningRate === 0;
  const dimensionless = proportional && profile.symmetry.value?.weightDecay === 0;
  return fc
    .record(
      {
        triple: triples(constraints),
        precision: fc.constantFrom<Precision>(...precisionsOf(optimizer)),
        seed: fc.nat(0xffff),
        details: fc.record(details, { noNullPrototype: true }),
      },
      { noNullPrototype: true },
    )
    .map(({ triple, precision, seed, details: own }) => {
      const share = triple.learningRate * triple.weightDecay;
      const suited = {
        ...triple,
        ...(independent || dimensionless ? { weightDecay: share } : {}),
        ...(proportional ? { learningRate: share } : {}),
      };
      const between = profile.use?.rates === undefined ? suited : alongOrbitBetween(suited, profile.use.rates);
      return { ...between, precision, seed, ...own } as unknown as ExactConfiguration & Details;
    });
}

/** How far from a limit rates stay: laws double them, and schedules go up to one and a half of them and down to a quarter. */
const margin = 8;

/** The triple on the same orbit, or nearest to it, whose rate is well between limits that options are. */
function alongOrbitBetween(
  { learningRate, weightDecay, initScale }: Triple,
  { least, largest }: NonNullable<Use['rates']>,
): Triple {
  let factor = 1;
  while (learningRate * factor * margin > largest && learningRate * factor > 2 ** -60) factor /= 4;
  while (learningRate * factor < margin * least && learningRate * factor * 4 * margin <= largest) factor *= 4;
  return { learningRate: learningRate * factor, weightDecay: weightDecay / factor, initScale: initScale * Math.sqrt(factor) };
}

/** The precisions in which an optimizer computes. */
function precisionsOf({ precision, contract }: Subject['optimizer']): readonly Precision[] {
  return precision === undefined ? (contract?.precisions ?? ['float64', 'float32']) : [precision];
}

/** Exponents k ≠ 0 of c = 2^k that shrink towards 1. */
export function orbitExponents(limit: number): fc.Arbitrary<number> {
  return orbits({ limit });
}

/** Short schedules relative to the first value: powers of two and simple fractions, one a step. */
export const multipliers: fc.Arbitrary<number[]> = fc.array(fc.constantFrom(1, 0.5, 0.75, 0.25, 1.5, 1.25), {
  minLength: 1,
  maxLength: 6,
});

/** Values that replace an optimizer's defaults: momentum coefficients are switched off or changed, everything else stays. */
export function hyperparameterValues({ optimizer, profile }: Subject): fc.Arbitrary<Record<string, number>> {
  const names = profile.roles.momentum;
  return fc.oneof(
    { withCrossShrink: true },
    fc.constant({}),
    fc.record(Object.fromEntries(names.map((name) => [name, fc.constantFrom(optimizer.hyperparameters![name], 0.5, 0)]))),
  );
}

const shapes: readonly number[][] = [[3], [2, 2], [4, 3], [1], [5, 2], [2, 2, 2]];

/** Shapes of the synthetic stage: one to three tensors of up to a dozen entries, matrices and vectors. */
export const shapeLists: fc.Arbitrary<number[][]> = fc.array(fc.constantFrom(...shapes), { minLength: 1, maxLength: 3 });

/**
 * Shapes for a subject. Of one that makes a program for each list, 42 of the 258 lists are asked: as many tensors, those that are shaped as
 * the first one is, and of the others one of the shapes that differ from it.
 */
export function shapeListsFor({ optimizer }: Pick<Subject, 'optimizer'>): fc.Arbitrary<number[][]> {
  if (optimizer.compiles !== true) return shapeLists;
  return shapeLists.map((list) => {
    const first = shapes.indexOf(list[0]);
    return list.map((shape, i) => (shape === list[0] ? shape : shapes[(first + i) % shapes.length]));
  });
}

/** Unit of least precision at 1, relative. */
export function machineEpsilon(precision: Precision): number {
  return precision === 'float64' ? 2 ** -52 : 2 ** -23;
}
