import { size } from '../../arithmetic/tensor.ts';

/** A division of a tensor into parts that could each be scale-invariant on their own. */
export interface Partition {
  /**
   * `column`: one index of the last axis each; `row`: one of the first; `columns` and `rows`: so many neighbouring ones (heads, groups);
   * `spread-columns` and `spread-rows`: every so-manieth one; `slice`: one index of each of `axes`.
   */
  readonly kind: 'column' | 'row' | 'columns' | 'rows' | 'spread-columns' | 'spread-rows' | 'slice';
  /** Axes whose indices are the same all over a part. */
  readonly axes: readonly number[];
  /** Columns or rows in one part of blocks. */
  readonly block?: number;
  /** Entries of each part. */
  readonly parts: readonly (readonly number[])[];
}

/**
 * Every division of a tensor by indices of its axes, or of the first or last axis into equal blocks; the finest first.
 *
 * A part has more than one entry, and there is more than one part.
 */
export function partitionsOf(shape: readonly number[]): Partition[] {
  const rank = shape.length;
  const found: Partition[] = [];
  const add = (partition: Omit<Partition, 'parts'>, label: (index: readonly number[]) => number): void => {
    const parts = group(shape, label);
    if (parts.length > 1 && parts[0].length > 1) found.push({ ...partition, parts });
  };
  for (let mask = 1; mask < 2 ** rank - 1; mask++) {
    const axes = shape.flatMap((extent, axis) => ((mask >> axis) & 1 && extent > 1 ? [axis] : []));
    if (axes.length !== bits(mask)) continue;
    const kind = axes.length > 1 ? 'slice' : axes[0] === rank - 1 ? 'column' : axes[0] === 0 ? 'row' : 'slice';
    add({ kind, axes }, (index) => axes.reduce((label, axis) => label * shape[axis] + index[axis], 0));
  }
  for (const [axis, name] of rank > 1
    ? ([
        [rank - 1, 'columns'],
        [0, 'rows'],
      ] as const)
    : ([[0, 'columns']] as const)) {
    const extent = shape[axis];
    for (let block = 2; 2 * block <= extent; block++) {
      if (extent % block !== 0) continue;
      add({ kind: name, axes: [axis], block }, (index) => Math.floor(index[axis] / block));
      add({ kind: `spread-${name}`, axes: [axis], block }, (index) => index[axis] % (extent / block));
    }
  }
  return found.sort((a, b) => b.parts.length - a.parts.length);
}

function bits(mask: number): number {
  return mask === 0 ? 0 : (mask & 1) + bits(mask >> 1);
}

/** Flat indices of the entries with the same label. */
function group(shape: readonly number[], label: (index: readonly number[]) => number): number[][] {
  const parts: number[][] = [];
  const index = shape.map(() => 0);
  for (let flat = 0; flat < size(shape); flat++) {
    (parts[label(index)] ??= []).push(flat);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
  }
  return parts;
}

/** `each column`, `each block of 4 columns`, `each index of axis 1`. */
export function describePartition({ kind, axes, block }: Pick<Partition, 'kind' | 'axes' | 'block'>): string {
  if (kind === 'slice') return `each index of ${axes.length === 1 ? 'axis' : 'axes'} ${axes.join(' and ')}`;
  if (block === undefined) return `each ${kind}`;
  const [spread, what] = kind.startsWith('spread-') ? ['spread ', kind.slice('spread-'.length)] : ['', kind];
  return `each block of ${block} ${spread}${what}`;
}
