import type { SilentParts } from './model-analysis.ts';
import type { ModelProbe } from './model-probe.ts';

/**
 * Columns, else rows, of a matrix that got no gradient at any of the random points, each of which has weights and a batch of its own:
 * units that are dead, outputs that nothing reads, inputs that are always 0, or entries of a table that no batch looked up.
 */
export function findSilentParts({ model, gradients }: ModelProbe, tensor: number): SilentParts | undefined {
  const { shape } = model.parameters[tensor];
  if (shape.length < 2) return undefined;
  const [columns, rows] = [shape.at(-1)!, shape[0]];
  const rowLength = gradients[0][tensor].length / rows;
  const parts = [
    { kind: 'column', count: columns, partOf: (entry: number) => entry % columns },
    { kind: 'row', count: rows, partOf: (entry: number) => Math.floor(entry / rowLength) },
  ] as const;
  for (const { kind, count, partOf } of parts) {
    const heard = new Set<number>();
    for (const all of gradients) all[tensor].forEach((g, entry) => g !== 0 && heard.add(partOf(entry)));
    const indices = Array.from({ length: count }, (_, index) => index).filter((index) => !heard.has(index));
    if (indices.length > 0 && indices.length < count) return { kind, indices, batches: gradients.length };
  }
  return undefined;
}
