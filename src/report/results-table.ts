import type picocolors from 'picocolors';
import type { Result } from '../suite/document.ts';
import { formatNumber } from './format-number.ts';
import { cut, formatTable, tableWidth, type Cell } from './format-table.ts';

type Colors = ReturnType<typeof picocolors.createColors>;

/** Columns of a terminal that nobody has widened, without the indentation of the table. */
const width = 78;

/**
 * Verdicts in a table of at most 78 columns: objectives have a column of their own where there is room for it, and else each heads the
 * rows of its laws.
 *
 * @param results of one subject, in the order of the plan
 */
export function resultsTable(results: readonly Result[], colors: Colors): string[] {
  if (results.length === 0) return [];
  const rows = [headOf(colors), ...results.map((result) => rowOf(result, colors))];
  if (tableWidth(rows) <= width) return formatTable(rows);
  const lines = formatTable(
    rows.map((row) => row.filter((_, column) => column !== objectiveColumn)),
    { width, shrinks: lawColumn },
  );
  const objectives = [...new Set(results.map(({ objective }) => objective))];
  return [
    lines[0],
    ...objectives.flatMap((objective) => [
      colors.dim(`on ${cut(objective, width - 3)}`),
      ...lines.slice(1).filter((_, i) => results[i].objective === objective),
    ]),
  ];
}

const lawColumn = 1;
const objectiveColumn = 2;

function headOf({ dim }: Colors): Cell[] {
  return ['', 'law', 'objective', 'effect', 'allowed', 'would detect'].map((text) => ({ text, paint: dim }));
}

function rowOf({ law, objective, verdict, effect, tolerance, detectable }: Result, { green, red, yellow, dim }: Colors): Cell[] {
  const mark = { holds: '✓', refuted: '✗', undecided: '?' }[verdict];
  const paint = { holds: green, refuted: red, undecided: yellow }[verdict];
  const number = (value: number | null): Cell => ({ text: verdict === 'undecided' && value === null ? '' : formatNumber(value) });
  return [
    { text: mark, paint },
    { text: law, ...(verdict === 'holds' ? {} : { paint }) },
    { text: objective, paint: dim },
    number(effect),
    number(tolerance),
    { ...number(detectable), paint: dim },
  ];
}
