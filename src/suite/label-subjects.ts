/**
 * Names that tell the subjects of a run apart: their own, or how the user named them where two have the same, or that with a number.
 *
 *     labelSubjects(['adamw', 'adamw', 'sgd'], ['./a.mjs', './b.mjs', 'sgd'])  →  ['./a.mjs', './b.mjs', 'sgd']
 *
 * @param references in the order of the names; absent for an object in memory
 */
export function labelSubjects(names: readonly string[], references: readonly (string | undefined)[]): string[] {
  const labels = names.map((name, i) => (names.filter((other) => other === name).length > 1 ? (references[i] ?? name) : name));
  return labels.map((label, i) => {
    const earlier = labels.slice(0, i).filter((other) => other === label).length;
    return earlier === 0 ? label : `${label} (${earlier + 1})`;
  });
}
