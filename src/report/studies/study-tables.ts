import type { StudyClaim, StudyRecord, TableRow } from '../../records/study-record.ts';
import type { Column, Table } from '../tables/table.ts';

/** The table of a study as it is in its CSV: a column of numbers where no row holds a text, and of texts elsewhere. */
export function studyTable({ study, question, table }: Pick<StudyRecord, 'study' | 'question' | 'table'>): Table<TableRow> {
  const columns = Object.keys(table[0] ?? {}).map((name): Column<TableRow> => {
    const isText = table.some((row) => typeof row[name] === 'string');
    return {
      name,
      type: isText ? 'text' : 'number',
      says: name,
      of(row) {
        const value = row[name] ?? null;
        return isText && value !== null ? String(value) : value;
      },
    };
  });
  return { name: study, says: question, columns, rows: table };
}

/** A claim, and the study that makes it. */
export interface ClaimRow extends StudyClaim {
  readonly study: string;
  readonly quick: boolean;
  readonly seed: number;
}

const columns: readonly Column<ClaimRow>[] = [
  { name: 'study', type: 'text', says: 'name of the study', of: ({ study }) => study },
  { name: 'what', type: 'text', says: 'what is claimed', of: ({ what }) => what },
  { name: 'verdict', type: 'text', says: 'holds, refuted or undecided', of: ({ verdict }) => verdict },
  { name: 'measured', type: 'number', says: 'the measured number', of: ({ measured }) => measured },
  { name: 'low', type: 'number', says: 'lower end of its interval; missing: open', of: ({ interval }) => interval[0] },
  { name: 'high', type: 'number', says: 'upper end of its interval; missing: open', of: ({ interval }) => interval[1] },
  { name: 'theory', type: 'number', says: 'what theory predicts; missing: a bound only', of: ({ theory }) => theory ?? null },
  { name: 'allowed_low', type: 'number', says: 'least number that fulfils the claim', of: ({ allowed }) => allowed[0] },
  { name: 'allowed_high', type: 'number', says: 'largest number that fulfils the claim', of: ({ allowed }) => allowed[1] },
  { name: 'trials', type: 'count', says: 'independent replicas; 1 where nothing is random', of: ({ trials }) => trials },
  { name: 'quick', type: 'flag', says: 'whether the study ran in its quick form', of: ({ quick }) => quick },
  { name: 'seed', type: 'count', says: 'seed of the study', of: ({ seed }) => seed },
];

/** What all studies claim and measured, a row a claim. */
export function claimsTable(records: readonly StudyRecord[]): Table<ClaimRow> {
  const rows = records.flatMap(({ study, quick, seed, claims }) => claims.map((claim) => ({ ...claim, study, quick, seed })));
  return { name: 'claims', says: 'a row for each claim of each study of the folder', columns, rows };
}
