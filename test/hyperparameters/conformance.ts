import fc from 'fast-check';
import { expect, test } from 'vitest';

/** What an arbitrary promises. */
export interface Promises<T> {
  /** Throws, or returns false, if the value is outside the domain. */
  readonly isValid: (value: T) => boolean | void;
  /** Numbers that, compared from the first on, get smaller with every shrink. */
  readonly complexity: (value: T) => readonly number[];
  /** What it shrinks to if everything fails; one of these, if several are equally simple. */
  readonly simplest: readonly T[];
  /** Values outside the domain. */
  readonly invalid: readonly unknown[];
  /** Draws of the checks. */
  readonly numRuns?: number;
}

const less = (a: readonly number[], b: readonly number[]): boolean => {
  const i = a.findIndex((entry, j) => entry !== b[j]);
  return i !== -1 && a[i] < b[i];
};

/** Shrinks of a value, as many as one step of a search would try. */
const shrinksOf = <T>(arbitrary: fc.Arbitrary<T>, value: T, context: unknown): fc.Value<T>[] => [
  ...arbitrary.shrink(value, context),
];

/** What every arbitrary of this folder has to pass; also for those that a user adds. */
export function conforms<T>(
  arbitrary: fc.Arbitrary<T>,
  { isValid, complexity, simplest, invalid, numRuns = 200 }: Promises<T>,
): void {
  const valid = (value: T) => expect(isValid(value), JSON.stringify(value)).not.toBe(false);
  const draws = (seed: number) => fc.sample(arbitrary, { seed, numRuns });

  test('draws values of its domain, biased or not', () => {
    draws(1).forEach(valid);
    fc.sample(fc.noBias(arbitrary), { seed: 2, numRuns }).forEach(valid);
  });

  test('draws the same values from the same seed, and others from another', () => {
    expect(draws(3)).toEqual(draws(3));
    expect(draws(3)).not.toEqual(draws(4));
  });

  test('recognises what it drew without a context, and nothing else', () => {
    for (const value of draws(5))
      expect(arbitrary.canShrinkWithoutContext(structuredClone(value)), JSON.stringify(value)).toBe(true);
    for (const value of [undefined, null, '', {}, NaN, ...invalid])
      expect(arbitrary.canShrinkWithoutContext(value), String(value)).toBe(false);
  });

  test('every shrink is in the domain, is simpler, and is recognised again', () => {
    for (const value of draws(6).slice(0, 50)) {
      for (const { value: smaller } of shrinksOf(arbitrary, structuredClone(value), undefined)) {
        valid(smaller);
        expect(less(complexity(smaller), complexity(value)), `${JSON.stringify(value)} → ${JSON.stringify(smaller)}`).toBe(true);
        expect(arbitrary.canShrinkWithoutContext(structuredClone(smaller)), JSON.stringify(smaller)).toBe(true);
      }
    }
  });

  test('a given value shrinks like a drawn one: its first shrinks are the same', () => {
    const drawn: fc.Value<T>[] = [];
    class Recorder extends fc.Arbitrary<T> {
      generate(...from: Parameters<fc.Arbitrary<T>['generate']>): fc.Value<T> {
        drawn.push(arbitrary.generate(...from));
        return drawn.at(-1)!;
      }
      canShrinkWithoutContext(_value: unknown): _value is T {
        return false;
      }
      shrink(): fc.Stream<fc.Value<T>> {
        return fc.Stream.nil();
      }
    }
    fc.sample(new Recorder(), { seed: 7, numRuns: 50 });
    const values = (shrinks: fc.Value<T>[]) => shrinks.map(({ value }) => value);
    for (const { value, context } of drawn) {
      expect(values(shrinksOf(arbitrary, structuredClone(value), undefined))).toEqual(
        values(shrinksOf(arbitrary, value, context)),
      );
    }
  });

  test('shrinking ends, by whatever path', () => {
    for (const [turn, value] of draws(8).slice(0, 30).entries()) {
      let current = new fc.Value(structuredClone(value), undefined);
      let steps = 0;
      for (; steps < 5000; steps++) {
        const next = shrinksOf(arbitrary, current.value_, current.context);
        if (next.length === 0) break;
        current = next[(steps * turn) % next.length];
      }
      expect(steps).toBeLessThan(5000);
    }
  });

  test('shrinks to the simplest value if everything fails, also from a given value', () => {
    const fails = fc.property(arbitrary, () => false);
    for (const seed of [1, 2, 3]) expect(simplest).toContainEqual(fc.check(fails, { seed }).counterexample![0]);
    for (const value of draws(9).slice(0, 20)) {
      const { counterexample } = fc.check(fails, { seed: 1, examples: [[structuredClone(value)]] });
      expect(simplest).toContainEqual(counterexample![0]);
    }
  });
}
