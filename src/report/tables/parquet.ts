import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import type { Cell, Column, Table } from './table.ts';

/** What is asked of hyparquet-writer: written down here, so that this package is built and used without it. */
interface ParquetWriter {
  parquetWriteBuffer(options: {
    readonly columnData: readonly {
      readonly name: string;
      readonly data: readonly (Cell | bigint)[];
      readonly type: 'STRING' | 'DOUBLE' | 'INT64' | 'BOOLEAN';
      readonly nullable: boolean;
    }[];
    readonly kvMetadata: readonly { readonly key: string; readonly value: string }[];
    readonly createdBy: string;
  }): ArrayBuffer;
}

const types = { text: 'STRING', number: 'DOUBLE', count: 'INT64', flag: 'BOOLEAN' } as const;

/** Writes tables as Parquet: the bytes of a file. The same table gives the same bytes. */
export type WriteParquet = <Row>(table: Table<Row>) => Uint8Array;

/**
 * What writes Parquet, which is no dependency of who wants none.
 *
 * @param load loads hyparquet-writer
 * @throws ConfigurationError `PARQUET_MISSING` where it is not installed
 */
export async function loadParquet(load: (name: string) => Promise<unknown> = (name) => import(name)): Promise<WriteParquet> {
  let writer: ParquetWriter;
  try {
    writer = (await load('hyparquet-writer')) as ParquetWriter;
  } catch (thrown) {
    throw new ConfigurationError(
      'PARQUET_MISSING',
      `Parquet takes hyparquet-writer, which cannot be loaded: ${(thrown as Error).message}`,
      'install it beside intrinsic-lr: npm install hyparquet-writer',
    );
  }
  return ({ name, says, columns, rows }) => {
    const bytes = writer.parquetWriteBuffer({
      columnData: columns.map((column) => ({
        name: column.name,
        data: rows.map((row) => valueOf(column, row)),
        type: types[column.type],
        nullable: column.type !== 'count',
      })),
      kvMetadata: [
        { key: 'intrinsic-lr.table', value: `${name}: ${says}` },
        ...columns.map((column) => ({ key: `intrinsic-lr.column.${column.name}`, value: column.says })),
      ],
      createdBy: 'intrinsic-lr',
    });
    return new Uint8Array(bytes);
  };
}

function valueOf<Row>(column: Column<Row>, row: Row): Cell | bigint {
  const value = column.of(row);
  if (typeof value !== 'number') return value;
  if (column.type === 'count') return BigInt(value);
  return Number.isFinite(value) ? value : null;
}
