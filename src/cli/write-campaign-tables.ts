import { join, resolve } from 'node:path';
import { writeFileWhole } from '../records/write-file-whole.ts';
import { effectsTable, examinedTable, foundTable } from '../report/tables/campaign-tables.ts';
import { loadParquet } from '../report/tables/parquet.ts';
import type { Table } from '../report/tables/table.ts';
import type { Outcome } from '../suite/campaign/falsify.ts';

/**
 * What writes the tables of a campaign as Parquet: nothing where no folder is named.
 *
 * @throws ConfigurationError `PARQUET_MISSING`, before anything is run
 */
export async function openTables(folder: string | undefined, directory: string): Promise<(outcome: Outcome) => void> {
  if (folder === undefined) return () => {};
  const parquet = await loadParquet();
  return ({ report, examined, fields }) => {
    const write = <Row>(table: Table<Row>): void =>
      writeFileWhole(join(resolve(directory, folder), `${table.name}.parquet`), parquet(table));
    const all = examined();
    write(examinedTable(all, fields));
    write(effectsTable(all));
    write(foundTable(report.found));
  };
}
