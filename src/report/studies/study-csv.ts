import type { StudyRecord, TableRow } from '../../records/study-record.ts';

/**
 * The table of a study as CSV (RFC 4180): a line of columns, then the rows, numbers in full.
 */
export function studyCsv({ table }: Pick<StudyRecord, 'table'>): string {
  const columns = Object.keys(table[0] ?? {});
  const lines = [columns.map(cell), ...table.map((row) => columns.map((column) => cell(row[column])))];
  return lines.map((line) => `${line.join(',')}\n`).join('');
}

function cell(value: TableRow[string] | undefined): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
