import fc from 'fast-check';

/**
 * Draws one of some values, and shrinks to simpler ones that are never drawn: for what has to be far out in the search, and does not
 * have to stay there.
 *
 * @param values what is drawn, each as likely as any other
 * @param simpler what it shrinks to, simplest first
 */
export function chosen<Value extends string | number | boolean>(
  values: readonly Value[],
  simpler: readonly Value[],
): fc.Arbitrary<Value> {
  return new Chosen([...new Set(values)], [...new Set(simpler)]);
}

class Chosen<Value> extends fc.Arbitrary<Value> {
  readonly #values: readonly Value[];
  readonly #order: readonly Value[];

  constructor(values: readonly Value[], simpler: readonly Value[]) {
    super();
    this.#values = values;
    this.#order = [...simpler, ...values.filter((value) => !simpler.includes(value))];
  }

  generate(mrng: fc.Random): fc.Value<Value> {
    return new fc.Value(this.#values[mrng.nextInt(0, this.#values.length - 1)], undefined);
  }

  canShrinkWithoutContext(value: unknown): value is Value {
    return this.#order.includes(value as Value);
  }

  shrink(value: Value): fc.Stream<fc.Value<Value>> {
    return fc.stream(
      this.#order
        .slice(0, this.#order.indexOf(value))
        .map((simpler) => new fc.Value(simpler, undefined))
        .values(),
    );
  }
}
