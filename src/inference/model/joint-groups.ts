/** Most free columns whose 0/1 combinations are all tried. */
const mostFree = 16;

/**
 * Minimal sets of columns whose sum vanishes in every row: tensors that are scale-invariant together and not alone.
 *
 *     A s = 0,  s ∈ {0, 1}ⁿ,  A[p][i] = ⟨gᵢ, wᵢ⟩ at the p-th random point
 *
 * Any union of such sets is one as well, so only those that contain no other are returned. A 0/1 vector of the null space is determined by
 * its entries in the free columns of the row-reduced matrix, so 2^nullity candidates cover all of them.
 *
 * @param matrix rows are random points, columns are tensors none of which vanishes by itself
 * @param tolerance what counts as zero, relative to the largest entry of a row
 * @returns sets of column indices, ascending, smallest sets first
 */
export function jointGroups(matrix: readonly (readonly number[])[], tolerance: number): number[][] {
  const columns = matrix[0]?.length ?? 0;
  const rows = matrix.map((row) => {
    const largest = Math.max(...row.map(Math.abs)) || 1;
    return row.map((value) => value / largest);
  });
  const { reduced, pivots } = rowReduce(rows, columns, Math.sqrt(tolerance));
  const free = Array.from({ length: columns }, (_, i) => i).filter((i) => !pivots.includes(i));
  const found: number[][] = [];
  for (let mask = 1; mask < 2 ** Math.min(free.length, mostFree); mask++) {
    const chosen = free.filter((_, bit) => (mask >> bit) & 1);
    const entries = pivots.map((_, row) => -chosen.reduce((sum, column) => sum + reduced[row][column], 0));
    if (!entries.every((entry) => Math.min(Math.abs(entry), Math.abs(entry - 1)) < 0.1)) continue;
    const set = [...chosen, ...pivots.filter((_, row) => entries[row] > 0.5)].sort((a, b) => a - b);
    if (rows.every((row) => Math.abs(set.reduce((sum, i) => sum + row[i], 0)) <= tolerance * set.length)) found.push(set);
  }
  return found
    .filter((set) => !found.some((other) => other.length < set.length && other.every((i) => set.includes(i))))
    .sort((a, b) => a.length - b.length || a[0] - b[0]);
}

/** Gauss–Jordan elimination with full row pivoting; what is at most `tolerance` counts as zero. */
function rowReduce(
  rows: readonly (readonly number[])[],
  columns: number,
  tolerance: number,
): { reduced: number[][]; pivots: number[] } {
  const reduced = rows.map((row) => [...row]);
  const pivots: number[] = [];
  for (let column = 0; column < columns && pivots.length < reduced.length; column++) {
    const rank = pivots.length;
    let best = rank;
    for (let row = rank; row < reduced.length; row++)
      if (Math.abs(reduced[row][column]) > Math.abs(reduced[best][column])) best = row;
    if (Math.abs(reduced[best][column]) <= tolerance) continue;
    [reduced[rank], reduced[best]] = [reduced[best], reduced[rank]];
    const pivot = reduced[rank][column];
    reduced[rank] = reduced[rank].map((value) => value / pivot);
    reduced.forEach((row, i) => {
      const factor = row[column];
      if (i !== rank && factor !== 0) reduced[i] = row.map((value, j) => value - factor * reduced[rank][j]);
    });
    pivots.push(column);
  }
  return { reduced, pivots };
}
