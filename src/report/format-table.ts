/** A cell: its text, and how it is painted once its width is known. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/** The room that a table has. */
export interface TableRoom {
  /** Most characters in a line. */
  readonly width: number;
  /** The column whose texts lose their middle where that is not enough. */
  readonly shrinks: number;
}

const gap = '  ';

/**
 * Rows of cells in columns two spaces apart; the last column is not padded.
 *
 * Widths are counted before painting, so colours do not disturb the columns.
 *
 * @param room what the table has to fit into; default: as much as it takes
 */
export function formatTable(rows: readonly (readonly Cell[])[], room?: TableRoom): string[] {
  const excess = room === undefined ? 0 : tableWidth(rows) - room.width;
  if (room !== undefined && excess > 0) {
    const length = Math.max(1, columnWidths(rows)[room.shrinks] - excess);
    return formatTable(
      rows.map((row) => row.map((cell, column) => (column === room.shrinks ? { ...cell, text: cut(cell.text, length) } : cell))),
    );
  }
  const widths = columnWidths(rows);
  return rows.map((row) =>
    row
      .map(({ text, paint = (plain) => plain }, column) => {
        const padding = column === row.length - 1 ? '' : ' '.repeat(widths[column] - [...text].length);
        return paint(text) + padding;
      })
      .join(gap)
      .trimEnd(),
  );
}

/** Characters in the longest line that a table may have. */
export function tableWidth(rows: readonly (readonly Cell[])[]): number {
  const widths = columnWidths(rows);
  return widths.reduce((sum, width) => sum + width, 0) + gap.length * (widths.length - 1);
}

/** A text of at most so many characters, without its middle where it is longer. */
export function cut(text: string, length: number): string {
  const characters = [...text];
  if (characters.length <= length) return text;
  const end = Math.floor((length - 1) / 2);
  return [...characters.slice(0, length - 1 - end), '…', ...characters.slice(characters.length - end)].join('');
}

function columnWidths(rows: readonly (readonly Cell[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach(({ text }, column) => (widths[column] = Math.max(widths[column] ?? 0, [...text].length)));
  return widths;
}
