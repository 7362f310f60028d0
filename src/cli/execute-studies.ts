import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { describeThrown } from '../arithmetic/describe-thrown.ts';
import { printableLines, withoutCommands } from '../arithmetic/printable.ts';
import { referenceEngine } from '../dynamics/reference-engine.ts';
import { workerEngine } from '../dynamics/workers/worker-engine.ts';
import type { Engine } from '../experiments/experiment.ts';
import { recordStore } from '../experiments/record-store.ts';
import { makeFolder } from '../records/make-folder.ts';
import { studyRecord, type StudyRecord } from '../records/study-record.ts';
import { renderFigure } from '../report/figures/render-figure.ts';
import { formatTable } from '../report/format-table.ts';
import { printableJson } from '../report/printable-json.ts';
import { studyIndex } from '../report/studies/study-index.ts';
import { claimsTable, studyTable } from '../report/studies/study-tables.ts';
import { studyText } from '../report/studies/study-text.ts';
import { csvOf } from '../report/tables/csv.ts';
import { loadParquet, type WriteParquet } from '../report/tables/parquet.ts';
import type { Table } from '../report/tables/table.ts';
import { wrapWords } from '../report/wrap-words.ts';
import { studies } from '../studies/index.ts';
import { overall } from '../studies/overall.ts';
import { runStudy } from '../studies/run-study.ts';
import type { Study } from '../studies/study.ts';
import { queueEngine } from '../suite/campaign/queue-engine.ts';
import { loadStudy } from '../suite/load-study.ts';
import { version } from '../suite/version.ts';
import { writeFileWhole } from '../records/write-file-whole.ts';
import { usesColor } from './deliver-document.ts';
import { exitCode } from './exit-code.ts';
import { print } from './print.ts';
import { showProgress } from './progress.ts';
import { workingDirectory } from './working-directory.ts';

/** Options of `intrinsic-lr study`. */
export interface StudyOptions {
  readonly all?: boolean;
  readonly quick?: boolean;
  readonly output?: string;
  readonly resume?: boolean;
  /** Parquet beside CSV. */
  readonly parquet?: boolean;
  readonly shard?: readonly [number, number];
  readonly seed?: number;
  readonly workers?: number;
  readonly queue?: string;
  readonly undecided?: 'fail' | 'pass';
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color?: boolean;
}

/** Where results go that no folder is named for. */
const defaultFolder = 'study-results';

/**
 * Runs studies and writes a folder: JSON, CSV and SVG of each as soon as it is done, and over all that lie there an index page and a
 * table of claims.
 *
 * @returns the exit code
 */
export async function executeStudies(names: readonly string[], options: StudyOptions): Promise<number> {
  const directory = workingDirectory();
  if (options.output === '') throw new ConfigurationError('BAD_OUTPUT', '--output is empty', 'name a folder');
  const folder = resolve(directory, options.output ?? defaultFolder);
  const [index, count] = options.shard ?? [0, 1];
  const chosen = (await choose(names, options, directory)).filter((_, i) => i % count === index);
  if (chosen.length === 0) return exitCode.nothingSelected;
  const { quick = false, seed = 1, quiet = false, workers = availableParallelism() } = options;
  const parquet = options.parquet === true ? await loadParquet() : undefined;
  prepare(folder);
  const { engine, close } = await openEngine(workers, options.queue);
  const store = recordStore({ folder: join(folder, 'records'), onProblem: ({ sentence }) => warn(sentence) });
  const progress = showProgress(process.stderr, quiet);
  const effort = ({ seconds }: Study): number => (quick ? seconds.quick : seconds.full);
  const total = chosen.reduce((sum, study) => sum + effort(study), 0);
  const records: StudyRecord[] = [];
  const errors: { study: string; message: string }[] = [];
  let done = 0;
  try {
    for (const study of chosen) {
      progress.update(done / total, study.name);
      // Of a module nobody knows whether it is what it was; what it runs again is in the store.
      const kept = options.resume && studies.includes(study) ? readStudy(join(folder, `${study.name}.json`)) : undefined;
      try {
        const fits = kept?.version === version && kept.seed === seed && kept.quick === quick;
        const record = fits ? kept : await runStudy(study, { engine, store, seed, quick, version });
        await writeStudy(folder, record, parquet);
        records.push(record);
      } catch (thrown) {
        errors.push({ study: study.name, message: describeThrown(thrown) });
      }
      done += effort(study);
    }
  } finally {
    progress.stop();
    await close();
  }
  if (records.length > 0) writeOverview(folder, readFolder(folder), parquet);
  report(records, errors, folder, { ...options, seed, quick });
  return codeOf(records, errors.length, options.undecided === 'pass');
}

/** What runs everything: workers here or anywhere for what can be compiled, and this thread for the rest. */
async function openEngine(
  workers: number,
  queue: string | undefined,
): Promise<{ readonly engine: Engine; close(): Promise<void> }> {
  const here = workerEngine({ workers });
  const compiled = queue === undefined ? here : await queueEngine(queue, here, new AbortController().signal);
  const engine: Engine = {
    ...compiled,
    supports: () => true,
    run: (asked) => (compiled.supports(asked) === true ? compiled : referenceEngine).run(asked),
  };
  const close = async (): Promise<void> => {
    await Promise.all([here.close(), ...(compiled === here ? [] : [compiled.close()])]);
  };
  return { engine, close };
}

/** `intrinsic-lr study list` */
export function listStudies({ json = false, output = defaultFolder }: StudyOptions): number {
  const folder = resolve(workingDirectory(), output);
  const items = studies.map(({ name, question, seconds }) => ({
    name,
    question,
    seconds,
    lastVerdict: readStudy(join(folder, `${name}.json`))?.verdict ?? null,
  }));
  if (json) print(printableJson(items));
  else {
    const rows = items.map(({ name, seconds, lastVerdict }) =>
      [name, lastVerdict ?? '–', `${seconds.quick} s`, `${seconds.full} s`].map((text) => ({ text })),
    );
    const header = ['study', 'last', 'quick', 'full'].map((text) => ({ text }));
    const [first, ...lines] = formatTable([header, ...rows]);
    const questions = items.map(({ question }) => wrapWords(question, 76).map((line) => `    ${line}`));
    print([first, ...lines.flatMap((line, i) => [line, ...questions[i]]), ''].join('\n'));
  }
  return exitCode.holds;
}

async function choose(names: readonly string[], { all = false }: StudyOptions, directory: string): Promise<Study[]> {
  if (!all && names.length === 0) {
    throw new ConfigurationError('NO_STUDY', 'no study is named', 'name one of `intrinsic-lr study list`, a file, or --all');
  }
  const named = await Promise.all(names.map((name) => loadStudy(name, directory)));
  const chosen = [...new Set([...(all ? studies : []), ...named])];
  const twice = chosen.find(({ name }, i) => chosen.findIndex((other) => other.name === name) < i)?.name;
  if (twice === undefined) return chosen;
  throw new ConfigurationError('STUDY_TWICE', `two studies are called "${twice}", and a name is that of files`, 'rename one');
}

/** A folder that cannot be written is known before anything is run. */
function prepare(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (thrown) {
    throw new ConfigurationError('BAD_OUTPUT', `--output ${folder} cannot be written: ${describeThrown(thrown)}`, 'name another');
  }
}

async function writeStudy(folder: string, record: StudyRecord, parquet: WriteParquet | undefined): Promise<void> {
  writeFileWhole(join(folder, `${record.study}.svg`), await renderFigure(record.figure));
  writeTable(folder, studyTable(record), parquet);
  writeFileWhole(join(folder, `${record.study}.json`), printableJson(record));
}

function writeOverview(folder: string, records: readonly StudyRecord[], parquet: WriteParquet | undefined): void {
  writeTable(folder, claimsTable(records), parquet);
  writeFileWhole(join(folder, 'index.html'), studyIndex(records));
}

function writeTable<Row>(folder: string, table: Table<Row>, parquet: WriteParquet | undefined): void {
  writeFileWhole(join(folder, `${table.name}.csv`), csvOf(table));
  if (parquet !== undefined) writeFileWhole(join(folder, `${table.name}.parquet`), parquet(table));
}

/** Records of a folder, those of this package first and in their order. */
function readFolder(folder: string): StudyRecord[] {
  const order = studies.map(({ name }) => name);
  const rank = ({ study }: StudyRecord): number => (order.includes(study) ? order.indexOf(study) : order.length);
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort();
  const found = files.flatMap((file) => readStudy(join(folder, file)) ?? []);
  return found.sort((a, b) => rank(a) - rank(b));
}

/** A record that is whole; what is none is left alone. */
function readStudy(path: string): StudyRecord | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return studyRecord.schema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

function report(
  records: readonly StudyRecord[],
  errors: readonly { study: string; message: string }[],
  folder: string,
  options: StudyOptions,
): void {
  if (options.json) {
    const { seed, quick } = options;
    print(printableJson({ schemaVersion: 1, kind: 'studies', verdict: overall(records), seed, quick, studies: records, errors }));
  } else {
    const shown = options.quiet ? records.filter(({ verdict }) => verdict !== 'holds') : records;
    for (const record of shown) print(`${studyText(record, { color: usesColor(process.stdout, options) })}\n`);
    const page = records.length > 0 ? `; ${join(folder, 'index.html')}` : '';
    if (records.length > 0 || errors.length === 0)
      print(
        `${overall(records)}: ${records.length} ${records.length === 1 ? 'study' : 'studies'}, seed ${options.seed}${page}\n`,
      );
  }
  for (const { study, message } of errors) warn(`${study} could not be run: ${message}`);
}

function codeOf(records: readonly StudyRecord[], failures: number, undecidedPasses: boolean): number {
  const verdict = overall(records);
  if (verdict === 'refuted') return exitCode.refuted;
  if (failures > 0) return exitCode.crash;
  return verdict === 'holds' || undecidedPasses ? exitCode.holds : exitCode.undecided;
}

function warn(sentence: string): void {
  process.stderr.write(withoutCommands(`intrinsic-lr: ${printableLines(sentence)}\n`));
}
