/** A cell: its text, and how it is painted once its width is known. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/**
 * Rows of cells in columns two spaces apart; the last column is not padded.
 *
 * Widths are counted before painting, so colours do not disturb the columns.
 */
export function formatTable(rows: readonly (readonly Cell[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach(({ text }, column) => (widths[column] = Math.max(widths[column] ?? 0, [...text].length)));
  return rows.map((row) =>
    row
      .map(({ text, paint = (plain) => plain }, column) => {
        const padding = column === row.length - 1 ? '' : ' '.repeat(widths[column] - [...text].length);
        return paint(text) + padding;
      })
      .join('  ')
      .trimEnd(),
  );
}
