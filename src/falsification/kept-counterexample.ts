import { contentId } from '../records/content-id.ts';
import { counterexampleRecord, type CounterexampleRecord } from '../records/counterexample-record.ts';
import { readRecord } from '../records/read-record.ts';
import type { Counterexample } from './counterexample.ts';
import { valueOf } from './space/field.ts';
import { asOfNow } from './space/later-fields.ts';
import { commonFields } from './space/space.ts';

/** The record of a counterexample, as it is kept in a file. */
export function recordOf(counterexample: Counterexample): CounterexampleRecord {
  // Through JSON, so that what is read again has the same digest.
  const data = JSON.parse(JSON.stringify(counterexample)) as Counterexample;
  return { kind: 'counterexample', schemaVersion: 1, digest: digestOf(data), ...data } as unknown as CounterexampleRecord;
}

/** The counterexample of a record, or what is wrong with it. */
export function counterexampleOf(data: unknown): Counterexample | { readonly problem: string } {
  const read = readRecord(data, [counterexampleRecord]);
  if ('problem' in read) return read;
  const { kind: _, schemaVersion: __, digest, ...rest } = read.value as CounterexampleRecord;
  const counterexample = rest as unknown as Counterexample;
  if (digest !== digestOf(counterexample)) return { problem: 'its digest is not that of its text: something in it was changed' };
  const missing = commonFields.find(({ path, later }) => later !== true && valueIn(counterexample, path) === undefined);
  if (missing !== undefined) return { problem: `its setting has no ${missing.path}` };
  return { ...counterexample, setting: asOfNow(counterexample.setting) };
}

function digestOf(counterexample: Counterexample): string {
  return contentId('counterexample', { ...counterexample, status: undefined });
}

function valueIn({ setting }: Counterexample, path: string): unknown {
  try {
    return valueOf(setting, path);
  } catch {
    return undefined;
  }
}
