/**
 * What a table has under a key, or else what `make` gives, which is kept unless it fails: who asks after a failure has it made anew.
 *
 * @example
 * ```ts
 * const table = new Map<string, Promise<number>>();
 * await expect(rememberPromise(table, 'norm', () => Promise.reject(new Error('out of memory')))).rejects.toThrow();
 * expect(await rememberPromise(table, 'norm', () => Promise.resolve(3))).toBe(3);
 * expect(await rememberPromise(table, 'norm', () => Promise.resolve(4))).toBe(3);
 * ```
 */
export function rememberPromise<Key, Value>(
  table: Map<Key, Promise<Value>>,
  key: Key,
  make: () => Promise<Value>,
): Promise<Value> {
  const known = table.get(key);
  if (known !== undefined) return known;
  const made = make();
  table.set(key, made);
  made.catch(() => table.delete(key));
  return made;
}
