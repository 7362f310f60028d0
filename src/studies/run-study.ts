import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { printable } from '../arithmetic/printable.ts';
import type { Engine } from '../experiments/experiment.ts';
import type { RecordStore } from '../experiments/record-store.ts';
import type { Figure, FigurePoint } from '../records/figure.ts';
import { readRecord } from '../records/read-record.ts';
import { studyRecord, type StudyRecord, type TableRow } from '../records/study-record.ts';
import { overall } from './overall.ts';
import type { Findings, Study } from './study.ts';
import { studyContext, type Spent } from './study-context.ts';

/** How a study is run. */
export interface RunStudyOptions {
  readonly engine: Engine;
  /** What is known is not run again. */
  readonly store?: RecordStore;
  readonly seed: number;
  /** Default: false, the full form. */
  readonly quick?: boolean;
  /** Of this package. */
  readonly version: string;
}

/**
 * Runs a study. Its record is a function of the study, the seed, the form and the arithmetic of the engine.
 *
 * @throws what the study throws; `ConfigurationError` `STUDY_FINDINGS` where what it returns is not what studies find
 *
 * @example
 * ```ts
 * const study = await loadStudy('gradient-descent-vs-flow', '.');
 * const { verdict, claims } = await runStudy(study, { engine: fastestEngine, seed: 1, quick: true, version: 'mine' });
 * expect(verdict).toBe('holds');
 * expect(claims[0]).toMatchObject({ what: 'mean loss at ηλ = 0.001', theory: 0.0005 });
 * ```
 */
export async function runStudy(
  study: Study,
  { engine, store, seed, quick = false, version }: RunStudyOptions,
): Promise<StudyRecord> {
  const { name, question, askedBy, answer, prediction, source, protocol, failsWhere, correction, run } = study;
  const spent: Spent = { replicas: 0, replicaSteps: 0 };
  const found: Partial<Findings> | undefined = await run(
    studyContext({ study: name, quick, seed, engine, ...(store && { store }) }, spent),
  );
  const record = {
    kind: 'study',
    schemaVersion: 1,
    study: printable(name),
    version,
    question,
    askedBy: [...askedBy],
    answer,
    prediction,
    source,
    protocol,
    failsWhere,
    ...(correction !== undefined && { correction }),
    quick,
    seed,
    verdict: orAsItIs(() => overall(found!.claims!), 'undecided'),
    claims: found?.claims,
    table: orAsItIs(() => found!.table!.map(finiteRow), found?.table),
    figure: orAsItIs(() => finiteFigure(found!.figure!), found?.figure),
    ...spent,
  };
  const read = readRecord(record, [studyRecord]);
  if ('value' in read) return read.value as StudyRecord;
  throw new ConfigurationError(
    'STUDY_FINDINGS',
    `what it returns is not what a study finds: ${read.problem}`,
    '`run` returns { claims, table, figure }; `claim(…)` makes a claim of an estimate',
  );
}

/** A study may be anybody's module: what has another form stays as it is, and the schema says what is wrong with it. */
function orAsItIs<Value>(tidy: () => Value, given: Value | undefined): Value | undefined {
  try {
    return tidy();
  } catch {
    return given;
  }
}

function finiteRow(row: TableRow): TableRow {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === 'number' && !Number.isFinite(value) ? null : value]),
  );
}

/** Points that are not finite cannot be drawn; intervals that are not finite are left out. */
function finiteFigure({ title, caption, panels }: Figure): StudyRecord['figure'] {
  const point = ({ x, y, low, high }: FigurePoint): FigurePoint =>
    Number.isFinite(low) && Number.isFinite(high) ? { x, y, low, high } : { x, y };
  return {
    title,
    caption,
    panels: panels.map((panel) => ({
      ...panel,
      series: panel.series.map((series) => ({
        ...series,
        points: series.points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)).map(point),
      })),
    })),
  };
}
