import type { Table } from './table.ts';

/** A table as CSV (RFC 4180): a line of columns, then the rows, numbers in full. */
export function csvOf<Row>({ columns, rows }: Table<Row>): string {
  const lines = [columns.map(({ name }) => cell(name)), ...rows.map((row) => columns.map(({ of }) => cell(of(row))))];
  return lines.map((line) => `${line.join(',')}\n`).join('');
}

function cell(value: unknown): string {
  const text = value === null ? '' : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
