/** What values of one place look like, over many examples. */
interface Form {
  readonly types: ReadonlySet<string>;
  /** Largest size of the numbers, where all of them are integers. */
  readonly largest?: number;
  /** Keys that every object had, with the form of each. */
  readonly members: ReadonlyMap<string, Form>;
  /** The form of all elements of arrays, where there were any. */
  readonly elements?: Form;
}

/** Integers may be this many times as large as the largest example, or as this: they count steps and places, which somebody computes. */
const larger = { factor: 16, least: 64 };

/**
 * Finds out whether a value has the form of examples: types, integers where all of them are, in their order of size, and the keys that all of
 * them have.
 *
 * A counterexample that is read from a token may be anything; one of the wrong form would be computed with all the same, NaN refutes, and
 * a run of 1e9 steps does not end.
 *
 * @param value what is asked about; what it has besides is of no interest
 * @param examples at least one, such as a law draws
 * @returns the first place where the form differs, or `undefined`
 *
 *     const examples = [{ steps: 1, rates: [0.5] }, { steps: 3, rates: [] }];
 *     differentForm({ steps: 7, rates: [2, 1], where: 'here' }, examples)  →  undefined
 *     differentForm({ steps: 7.5, rates: [] }, examples)  →  'steps is 7.5, expected integer'
 *     differentForm({ steps: 1, rates: ['fast'] }, examples)  →  'rates[0] is "fast", expected number'
 */
export function differentForm(value: unknown, examples: readonly unknown[]): string | undefined {
  return difference(value, formOf(examples), '');
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value !== 'number') return typeof value;
  return Number.isInteger(value) ? 'integer' : Number.isFinite(value) ? 'number' : 'not finite';
}

function formOf(examples: readonly unknown[]): Form {
  const objects = examples.filter((example): example is Record<string, unknown> => typeOf(example) === 'object');
  const keys = Object.keys(objects[0] ?? {}).filter((key) => objects.every((object) => Object.hasOwn(object, key)));
  const elements = examples.filter(Array.isArray).flat() as unknown[];
  return {
    types: new Set(examples.map(typeOf)),
    ...(examples.every(Number.isInteger) && { largest: Math.max(...(examples as number[]).map(Math.abs)) }),
    members: new Map(keys.map((key) => [key, formOf(objects.map((object) => object[key]))])),
    ...(elements.length > 0 && { elements: formOf(elements) }),
  };
}

function difference(value: unknown, { types, largest, members, elements }: Form, place: string): string | undefined {
  const type = typeOf(value);
  if (!types.has(type) && !(type === 'integer' && types.has('number'))) {
    const shown = JSON.stringify(value) ?? 'missing';
    const expected = [...types].filter((each) => !(each === 'integer' && types.has('number'))).join(' or ');
    return `${place} is ${shown.length > 40 ? `${shown.slice(0, 40)}…` : shown}, expected ${expected}`;
  }
  const most = larger.factor * Math.max(larger.least, largest ?? Infinity);
  if (typeof value === 'number' && Math.abs(value) > most) return `${place} is ${value}, expected at most ${most} in size`;
  if (Array.isArray(value) && elements !== undefined)
    return firstOf(value, (item, i) => difference(item, elements, `${place}[${i}]`));
  if (type !== 'object') return undefined;
  const dot = place === '' ? '' : `${place}.`;
  return firstOf([...members], ([key, form]) => difference((value as Record<string, unknown>)[key], form, dot + key));
}

function firstOf<Item>(items: readonly Item[], find: (item: Item, index: number) => string | undefined): string | undefined {
  for (const [index, item] of items.entries()) {
    const found = find(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}
