import { resolve } from 'node:path';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { Fingerprint } from '../inference/fingerprint.ts';
import type { FingerprintRecord } from '../records/fingerprint-record.ts';
import { readBaseline, settleBaseline, type BaselineResult, type BaselineSettings } from '../suite/baseline.ts';
import { isRefuted, overallVerdict, type Document, type DocumentError, type SubjectDescription } from '../suite/document.ts';
import { toFailure } from '../suite/failure.ts';
import type { Answer } from '../suite/host.ts';
import { onCi } from './on-ci.ts';

/** What is stored for a subject, and how it is treated. */
export interface OpenedBaseline {
  readonly settings: BaselineSettings;
  readonly stored: FingerprintRecord | undefined;
}

/**
 * Reads what is stored before anything runs, so that a mistake costs no time.
 *
 * @param files one for each subject; `undefined` where it has none
 * @param update write all of them anew
 * @param directory where relative paths start
 * @throws `ConfigurationError` as `readBaseline` does, `BASELINE_SHARED` where two subjects name one file, and `BASELINE_MISSING` where
 *   there is nothing to update
 */
export async function openBaselines(
  files: readonly (string | undefined)[],
  update: boolean,
  directory: string,
): Promise<(OpenedBaseline | undefined)[]> {
  const named = files.filter((file) => file !== undefined);
  if (update && named.length === 0) {
    throw new ConfigurationError(
      'BASELINE_MISSING',
      '--update-baseline needs a file',
      "say --baseline fingerprint.json as well, or write baseline: 'fingerprint.json' to a subject of the configuration",
    );
  }
  const paths = named.map((file) => resolve(directory, file));
  const shared = named.find((_, i) => paths.indexOf(paths[i]) < i);
  if (shared !== undefined) {
    throw new ConfigurationError('BASELINE_SHARED', `two subjects have the fingerprint ${shared}`, 'give each a file of its own');
  }
  const create = !onCi(process.env);
  return Promise.all(
    files.map(async (file) => {
      if (file === undefined) return undefined;
      const settings = { file, update, create, directory };
      return { settings, stored: await readBaseline(settings) };
    }),
  );
}

/**
 * Completes a document by what came of the fingerprints of its subjects, and writes those that are to be written.
 *
 * A subject that could not be measured has told why in the document. An interrupted run writes nothing.
 *
 * @param references the subjects of the run, in its order
 * @param opened as of `openBaselines`
 * @param measured the fingerprints; `undefined` where none was asked for
 */
export function compareBaselines(
  document: Document,
  references: readonly string[],
  opened: readonly (OpenedBaseline | undefined)[],
  measured: readonly (Answer<Fingerprint> | undefined)[],
): Document {
  if (opened.every((baseline) => baseline === undefined)) return document;
  const errors: DocumentError[] = [...document.errors];
  const places = placesOf(document.subjects, references);
  const results = opened.map((baseline, place): BaselineResult | undefined => {
    if (baseline === undefined) return undefined;
    const description = document.subjects[places.indexOf(place)];
    try {
      return settle(baseline, measured[place], description, document);
    } catch (thrown) {
      errors.push({ subject: description?.name ?? references[place], ...toFailure(thrown) });
      return unknown(baseline);
    }
  });
  const subjects = document.subjects.map((subject, i) => {
    const baseline = results[places[i]];
    return baseline === undefined ? subject : { ...subject, baseline };
  });
  const compared = { ...document, subjects, errors, ...(references.length === 1 && { baseline: results[0] }) };
  return {
    ...compared,
    verdict: isRefuted(compared) ? 'refuted' : overallVerdict(document.results, errors),
    ...(document.subject !== undefined && { subject: subjects[0] }),
  };
}

/** The place in the run of each subject that is described: what could not be loaded is not, and the others keep their order. */
function placesOf(described: readonly SubjectDescription[], references: readonly string[]): number[] {
  let next = 0;
  return described.map(({ reference }) => {
    const place = references.indexOf(reference ?? '', next);
    next = place + 1;
    return place;
  });
}

function settle(
  { settings, stored }: OpenedBaseline,
  measured: Answer<Fingerprint> | undefined,
  description: SubjectDescription | undefined,
  { errors, interrupted }: Document,
): BaselineResult {
  const failed = errors.some(({ subject }) => subject === description?.name);
  const writes = settings.update || stored === undefined;
  if (measured?.kind !== 'done' || description === undefined || failed || (interrupted === true && writes)) {
    return unknown({ settings, stored });
  }
  return settleBaseline(stored, measured.value, description.name, settings);
}

function unknown({ settings }: OpenedBaseline): BaselineResult {
  return { file: settings.file, state: 'unknown', changes: [] };
}
