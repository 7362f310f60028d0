/** What a table has under a key, or else what `make` gives, which is kept unless it fails: who asks after a failure has it made anew. */
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
