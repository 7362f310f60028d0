import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** Rows of a long measurement, in a file that it is gone on with. */
export interface ProgressFile<Row> {
  /** The last row of each key. */
  readonly rows: ReadonlyMap<string, Row>;
  add(row: Row): void;
}

/**
 * Results of a long measurement, one line of JSON each, in a file that it is gone on with.
 *
 * @param path of the file; left out: in memory
 * @param keyOf what is not measured again; `undefined` for what is no row
 * @throws where a line is JSON, and no row
 */
export function progressFile<Row>(path: string | undefined, keyOf: (row: Row) => string | undefined): ProgressFile<Row> {
  const rows = new Map<string, Row>();
  const lines = path !== undefined && existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  for (const [index, line] of lines.entries()) {
    let row: Row;
    try {
      row = JSON.parse(line) as Row;
    } catch {
      // The last line of a run that was ended is torn; it is measured again.
      continue;
    }
    const key = keyOf(row);
    if (key === undefined) throw new Error(`${path}, line ${index + 1}: no row of this measurement; take another file`);
    rows.set(key, row);
  }
  return {
    rows,
    add(row) {
      rows.set(keyOf(row)!, row);
      // On a line of its own, whatever a process that was ended has left.
      if (path !== undefined) appendFileSync(path, `\n${JSON.stringify(row)}`);
    },
  };
}
