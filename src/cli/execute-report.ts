import { resolve } from 'node:path';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { printable } from '../arithmetic/printable.ts';
import { readRecord } from '../records/read-record.ts';
import { readTextFile } from '../records/read-text-file.ts';
import type { StudyRecord } from '../records/study-record.ts';
import { describeModel } from '../report/describe-model.ts';
import { printableDocument } from '../report/printable-document.ts';
import { printableJson } from '../report/printable-json.ts';
import { studyText } from '../report/studies/study-text.ts';
import type { Document } from '../suite/document.ts';
import type { ModelDocument } from '../suite/model-document.ts';
import { deliverDocument, planDelivery, usesColor, type Delivery } from './deliver-document.ts';
import { documentExitCode, exitCode, gravest } from './exit-code.ts';
import type { RunOptions } from './options.ts';
import { print } from './print.ts';
import { workingDirectory } from './working-directory.ts';

/** Bytes of a record that are read at most. */
const limit = 2 ** 28;

/** How each kind of record is told; what is told of no other command has none. */
const tellers: Readonly<Record<string, (value: never, options: RunOptions) => number>> = {
  document: tellDocument,
  study: tellStudy,
  model: tellModel,
};

/**
 * Tells what files of records hold, in the order in which they are named. Every file is read before the first is told.
 *
 * @returns what the commands that wrote them exited with; of several the gravest
 * @throws `ConfigurationError` `RECORD_UNREADABLE` on a file that is none, is no JSON, or holds a record of another kind;
 *   `REPORT_SEVERAL` where one place would have to hold the reports of several files
 */
export async function executeReport(files: readonly string[], options: RunOptions): Promise<number> {
  const directory = workingDirectory();
  const deliveries = planDelivery(options, process.env);
  requireRoom(files, options, deliveries);
  const records = await Promise.all(files.map(async (file) => readFile(file, resolve(directory, file))));
  return gravest(records.map(({ kind, value }) => tellers[kind](value as never, options)));
}

/** A file, and standard output where a program reads it, hold one report. */
function requireRoom(files: readonly string[], { outputFile = [] }: RunOptions, deliveries: readonly Delivery[]): void {
  const data = deliveries.find(({ reporter }) => reporter.form === 'data');
  if (files.length === 1 || (outputFile.length === 0 && data === undefined)) return;
  throw new ConfigurationError(
    'REPORT_SEVERAL',
    `${files.length} files would go to one place${data === undefined ? '' : ` as ${data.reporter.name}`}`,
    'tell one file at a time',
  );
}

async function readFile(file: string, path: string): Promise<{ readonly kind: string; readonly value: unknown }> {
  const unreadable = (problem: string): ConfigurationError =>
    new ConfigurationError(
      'RECORD_UNREADABLE',
      `${printable(file)} cannot be told: ${printable(problem)}`,
      'expected what check, gate, infer, replay or model printed with --json, or the JSON of a study',
    );
  let data: unknown;
  try {
    data = JSON.parse(await readTextFile(path, limit));
  } catch (thrown) {
    throw unreadable((thrown as Error).message);
  }
  const read = readRecord(data);
  if ('problem' in read) throw unreadable(read.problem);
  const kind = read.kind.name;
  if (tellers[kind] === undefined) throw unreadable(`it is a ${kind}; ${elsewhere[kind] ?? 'no command tells of it'}`);
  return { kind, value: read.value };
}

/** What to do with records that are no reports. */
const elsewhere: Readonly<Record<string, string>> = {
  counterexample: 'replay runs it again',
  fingerprint: 'check --baseline compares with it',
};

function tellDocument(document: Document, options: RunOptions): number {
  const isWritten = deliverDocument(document, planDelivery(options, process.env), options);
  const code = documentExitCode(document, options.undecided === 'pass', false);
  return isWritten || code === exitCode.refuted ? code : exitCode.usage;
}

function tellStudy(received: StudyRecord, { json, color, undecided }: RunOptions): number {
  // Whoever wrote the file wrote its words, too.
  const record = printableDocument(received);
  print(json ? printableJson(record) : `${studyText(record, { color: usesColor(process.stdout, { color }) })}\n`);
  if (record.verdict === 'refuted') return exitCode.refuted;
  return record.verdict === 'holds' || undecided === 'pass' ? exitCode.holds : exitCode.undecided;
}

function tellModel(document: ModelDocument, { json, color }: RunOptions): number {
  print(json ? printableJson(document) : describeModel(document, { color: usesColor(process.stdout, { color }) }));
  return document.expectations?.some(({ met }) => !met) ? exitCode.refuted : exitCode.holds;
}
