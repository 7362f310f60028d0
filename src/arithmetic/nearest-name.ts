/**
 * The candidate that a mistyped name most likely meant: the one fewest edits away.
 *
 * An edit inserts, removes or replaces a character, or swaps two neighbours (restricted Damerau–Levenshtein distance, Wagner &
 * Fischer 1974); capitals do not count. At most two edits, or a third of the longer name, are taken for a slip.
 *
 * @param name what was written
 * @param candidates what would have been accepted
 * @returns the nearest candidate (the first of several), or `undefined` where none is near
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let fewest = Infinity;
  for (const candidate of candidates) {
    const edits = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (edits < fewest && edits <= Math.max(2, Math.max(name.length, candidate.length) / 3)) {
      nearest = candidate;
      fewest = edits;
    }
  }
  return nearest;
}

function editDistance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      row[j] = Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1));
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) row[j] = Math.min(row[j], rows[i - 2][j - 2] + 1);
    }
    rows.push(row);
  }
  return rows[from.length][to.length];
}
