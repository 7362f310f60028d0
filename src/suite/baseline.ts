import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { compareFingerprints, type FingerprintChange } from '../inference/compare-fingerprints.ts';
import type { Fingerprint } from '../inference/fingerprint.ts';
import type { FingerprintRecord } from '../records/fingerprint-record.ts';
import { readTextFile } from '../records/read-text-file.ts';
import { version } from './version.ts';
import { writeFileWhole } from '../records/write-file-whole.ts';

/** Bytes of the longest fingerprint that is read; one has some thousands. */
const fileLimit = 2 ** 24;

/** What came of comparing an optimizer with its stored fingerprint. */
export interface BaselineResult {
  /** As the user named it. */
  readonly file: string;
  /**
   * `written`: there was none; `updated`: it was replaced, as asked; `same`: equal to the last bit; `rounding`: other bits, the same
   * numbers; `changed`: other numbers; `unknown`: the optimizer could not be measured.
   */
  readonly state: 'written' | 'updated' | 'same' | 'rounding' | 'changed' | 'unknown';
  readonly changes: readonly FingerprintChange[];
}

/** How a stored fingerprint is treated. */
export interface BaselineSettings {
  readonly file: string;
  /** Replace what is stored. */
  readonly update: boolean;
  /** Write where nothing is stored. On CI this would pass whatever the optimizer does. */
  readonly create: boolean;
  readonly directory: string;
}

/**
 * Reads a stored fingerprint.
 *
 * @returns `undefined` when there is no such file and one may be written
 * @throws `ConfigurationError` `BASELINE_MISSING`, `BASELINE_DAMAGED` (half-written, or changed by hand), `BASELINE_NEWER`, or
 *   `BASELINE_FOREIGN` when the file is something else; none of them is ever overwritten
 */
export async function readBaseline({
  file,
  update,
  create,
  directory,
}: BaselineSettings): Promise<FingerprintRecord | undefined> {
  const path = resolve(directory, file);
  if (!existsSync(path)) {
    if (create || update) return undefined;
    throw new ConfigurationError(
      'BASELINE_MISSING',
      `there is no fingerprint ${file}, and on CI none is written: it would agree with whatever the optimizer does`,
      'write it on your machine and commit it, or say --update-baseline',
    );
  }
  const foreign = (problem: string): ConfigurationError =>
    new ConfigurationError('BASELINE_FOREIGN', `${file} ${problem}`, 'name another file; this one is left as it is');
  const damaged = (problem: string): ConfigurationError =>
    new ConfigurationError(
      'BASELINE_DAMAGED',
      `${file} ${problem}`,
      'restore it from version control, or delete it and write it anew',
    );
  let text: string;
  try {
    text = await readTextFile(path, fileLimit);
  } catch (thrown) {
    throw foreign(`cannot be read: ${(thrown as Error).message}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    if (/^\s*$|^\s*\{\s*"kind": "fingerprint"/.test(text)) throw damaged('is not complete: it looks half-written');
    throw foreign(`is not JSON: ${(thrown as Error).message}`);
  }
  const { kind, schemaVersion } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (kind !== 'fingerprint') throw foreign('is not a fingerprint of intrinsic-lr');
  if (typeof schemaVersion === 'number' && schemaVersion > 1) {
    throw new ConfigurationError(
      'BASELINE_NEWER',
      `${file} was written by a newer version of intrinsic-lr (schemaVersion ${schemaVersion}; this version reads 1)`,
      'update intrinsic-lr',
    );
  }
  const [{ fingerprintRecord }, { prettifyError }] = await Promise.all([
    import('../records/fingerprint-record.ts'),
    import('zod'),
  ]);
  const parsed = fingerprintRecord.schema.safeParse(value);
  if (!parsed.success) throw damaged(`is not a valid fingerprint:\n${prettifyError(parsed.error)}`);
  return parsed.data;
}

/**
 * Compares an optimizer with its stored fingerprint, and writes it where there is none or where that was asked for.
 *
 * @param stored what `readBaseline` returned
 * @throws `ConfigurationError` `BASELINE_OTHER_SUBJECT`, `BASELINE_FILE`
 */
export function settleBaseline(
  stored: FingerprintRecord | undefined,
  measured: Fingerprint,
  subject: string,
  { file, update, directory }: BaselineSettings,
): BaselineResult {
  const comparison = stored === undefined ? undefined : compareFingerprints(stored, measured);
  if (stored === undefined || (update && comparison!.state !== 'same')) {
    writeBaseline(resolve(directory, file), file, {
      kind: 'fingerprint',
      schemaVersion: 1,
      version,
      subject,
      ...measured,
    });
    return { file, state: stored === undefined ? 'written' : 'updated', changes: comparison?.changes ?? [] };
  }
  if (stored.subject !== subject && comparison!.state === 'changed') {
    throw new ConfigurationError(
      'BASELINE_OTHER_SUBJECT',
      `${file} is the fingerprint of ${stored.subject}, not of ${subject}`,
      'name another file, or say --update-baseline if the optimizer was renamed',
    );
  }
  return { file, ...comparison! };
}

function writeBaseline(path: string, file: string, baseline: FingerprintRecord): void {
  try {
    writeFileWhole(path, `${JSON.stringify(baseline, null, 2)}\n`);
  } catch (thrown) {
    throw new ConfigurationError('BASELINE_FILE', `the fingerprint ${file} cannot be written: ${(thrown as Error).message}`);
  }
}
