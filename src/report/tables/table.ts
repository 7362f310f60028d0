/** What a cell may hold; null where there is nothing, or no finite number. */
export type Cell = string | number | boolean | null;

/** A column of a table, and what it says. */
export interface Column<Row> {
  readonly name: string;
  /** `count`: whole numbers, of which none is missing. */
  readonly type: 'text' | 'number' | 'count' | 'flag';
  /** In words, for who reads the file. */
  readonly says: string;
  of(row: Row): Cell;
}

/** Rows under columns whose types do not depend on what the rows hold. */
export interface Table<Row> {
  /** Of its file, without the extension. */
  readonly name: string;
  /** What a row is, in words. */
  readonly says: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}
