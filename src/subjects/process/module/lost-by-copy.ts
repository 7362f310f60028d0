/** Built-in classes whose objects `structuredClone` copies whole, as it does typed arrays. */
const whole: readonly object[] = [Object, Array, Map, Set, Date, RegExp, Error, ArrayBuffer, SharedArrayBuffer].map(
  ({ prototype }) => prototype as object,
);

/**
 * The name of the first class in a state whose instances `structuredClone` copies as plain data, without their methods and private fields:
 * what uses these fails in the copy only, far from the reason.
 *
 * @param state of any kind; what is in it is looked at once
 */
export function lostByCopy(state: unknown): string | undefined {
  const seen = new Set<object>();
  const open: unknown[] = [state];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null || seen.has(value) || ArrayBuffer.isView(value)) continue;
    seen.add(value);
    const prototype = Object.getPrototypeOf(value) as object | null;
    if (prototype !== null && !whole.includes(prototype) && hasMembers(prototype)) return nameOf(prototype);
    for (const inner of contents(value)) open.push(inner);
  }
  return undefined;
}

function* contents(value: object): Iterable<unknown> {
  if (value instanceof Map) yield* value.keys();
  yield* value instanceof Map || value instanceof Set ? (value.values() as Iterable<unknown>) : Object.values(value);
}

function hasMembers(prototype: object): boolean {
  return Reflect.ownKeys(prototype).some((key) => key !== 'constructor');
}

function nameOf(prototype: object): string {
  const { constructor } = prototype;
  return typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'without a name';
}
