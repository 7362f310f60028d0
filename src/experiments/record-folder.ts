import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describeThrown } from '../arithmetic/describe-thrown.ts';
import { canonicalJson } from '../records/canonical-json.ts';
import { seal, unseal } from '../records/seal.ts';
import { writeFileWhole } from '../records/write-file-whole.ts';
import type { ExperimentDescription } from './describe-experiment.ts';
import type { EnsembleRecord } from './experiment.ts';

/** A record, and the bytes that it takes. */
export interface KeptRecord {
  readonly record: EnsembleRecord;
  readonly bytes: number;
}

/** What a file is read as: a record, or what is wrong with the file. */
type ReadRecord = KeptRecord | { readonly file: string; readonly problem: string };

/** Records in files, one each. */
export interface RecordFolder {
  /** `undefined`: there is none. */
  read(id: string, experiment: ExperimentDescription): ReadRecord | undefined;
  /** @returns bytes of the file */
  write(id: string, experiment: ExperimentDescription, record: EnsembleRecord): number;
  delete(id: string): void;
}

/** The form of the files. */
const schemaVersion = 1;
const ending = '.record';

/**
 * Keeps each record in a file named after the id of its experiment, sealed, and with the experiment itself.
 *
 * Other processes may write, read and delete the same files: each is whole, and two that are written under one id are the same.
 *
 * @param folder made where it is missing
 * @param limit bytes of all files, of whichever process; when they take more the oldest are deleted
 */
export function recordFolder(folder: string, limit: number): RecordFolder {
  const root = resolve(folder);
  const pathOf = (id: string): string => join(root, `${id}${ending}`);
  // The folder is counted again when this process alone may have filled a part of it since.
  let unseen = Infinity;

  return {
    read(id, experiment) {
      const file = pathOf(id);
      let text: string;
      try {
        text = readFileSync(file, 'utf8');
      } catch (thrown) {
        return (thrown as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : { file, problem: describeThrown(thrown) };
      }
      const unsealed = unseal(text);
      if ('problem' in unsealed) return { file, problem: unsealed.problem };
      const problem = problemOf(unsealed.value, experiment);
      if (problem !== undefined) return { file, problem };
      return { record: (unsealed.value as { record: EnsembleRecord }).record, bytes: text.length };
    },
    write(id, experiment, record) {
      const text = `${seal({ kind: 'ensemble-record', schemaVersion, experiment, record })}\n`;
      writeFileWhole(pathOf(id), text);
      unseen += text.length;
      if (unseen > limit / 16) {
        makeRoom(root, limit, pathOf(id));
        unseen = 0;
      }
      return text.length;
    },
    delete: (id) => rmSync(pathOf(id), { force: true }),
  };
}

/** Why a sealed value is not the record of an experiment, if so. */
function problemOf(value: unknown, experiment: ExperimentDescription): string | undefined {
  const { kind, schemaVersion: form, experiment: of, record } = (value ?? {}) as Record<string, unknown>;
  if (kind !== 'ensemble-record' || form !== schemaVersion) return `it is no record of form ${schemaVersion}`;
  if (canonicalJson(of) !== canonicalJson(experiment)) return 'it is the record of another experiment';
  const { windowMeans, traces, snapshots, replicaSteps } = (record ?? {}) as Partial<EnsembleRecord>;
  const { replicas, metrics, windows, traceAt = [], snapshotAt } = experiment;
  const names = new Set(metrics.map(({ name }) => name));
  const holds = (arrays: unknown, length: number): boolean =>
    [...names].every((name) => {
      const array = (arrays as Record<string, unknown> | undefined)?.[name];
      return array instanceof Float64Array && array.length === replicas.count * length;
    });
  if (!holds(windowMeans, windows.length) || !holds(traces, traceAt.length)) return 'numbers are missing from it';
  if (snapshotAt !== undefined && snapshots?.length !== replicas.count) return 'parameters are missing from it';
  return typeof replicaSteps === 'number' ? undefined : 'its steps are missing';
}

/** Deletes the oldest records until the others take no more than three quarters of the limit; the newest stays. */
function makeRoom(root: string, limit: number, newest: string): void {
  const files = readdirSync(root)
    .filter((name) => name.endsWith(ending))
    .flatMap((name) => {
      const file = join(root, name);
      // Another process may have deleted it meanwhile.
      const found = statSync(file, { throwIfNoEntry: false });
      return found === undefined ? [] : [{ file, size: found.size, time: found.mtimeMs }];
    });
  let total = files.reduce((sum, { size }) => sum + size, 0);
  if (total <= limit) return;
  for (const { file, size } of files.sort((a, b) => a.time - b.time || (a.file < b.file ? -1 : 1))) {
    if (total <= 0.75 * limit) return;
    if (file === newest) continue;
    rmSync(file, { force: true });
    total -= size;
  }
}
