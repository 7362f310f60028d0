import fc from 'fast-check';

/** Of ten draws, how many are plain. */
const PLAIN = 6;

/**
 * Draws the first of some values in six of ten cases, and otherwise any of the others; shrinks to the first, and then to those
 * between.
 *
 * @param values the plain one, and the others from the nearest to the furthest
 */
export function leaning<Value extends string | number>(values: readonly Value[]): fc.Arbitrary<Value> {
  return new Leaning(values);
}

class Leaning<Value> extends fc.Arbitrary<Value> {
  readonly #values: readonly Value[];

  constructor(values: readonly Value[]) {
    super();
    this.#values = values;
  }

  generate(random: fc.Random): fc.Value<Value> {
    const last = this.#values.length - 1;
    const plain = last === 0 || random.nextInt(1, 10) <= PLAIN;
    return new fc.Value(this.#values[plain ? 0 : random.nextInt(1, last)], undefined);
  }

  canShrinkWithoutContext(value: unknown): value is Value {
    return this.#values.includes(value as Value);
  }

  shrink(value: Value): fc.Stream<fc.Value<Value>> {
    const simpler = this.#values.slice(0, Math.max(0, this.#values.indexOf(value)));
    return fc.stream(simpler.map((each) => new fc.Value(each, undefined)).values());
  }
}
