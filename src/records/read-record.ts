import { prettifyError } from 'zod';
import { recordKinds } from './index.ts';
import type { RecordKind } from './record-kind.ts';

/** What was read: a record of some kind, or what is wrong with it. */
export type ReadRecord<Value = unknown> =
  { readonly kind: RecordKind<Value>; readonly value: Value } | { readonly problem: string; readonly newer?: true };

/**
 * Reads plain data as a record of whichever kind it says it is, and brings earlier forms into the present one.
 *
 * @param data as parsed from JSON; may come from anybody
 * @param kinds among which it may be; default: all
 * @returns the record with its kind, or a sentence; `newer` where another version of this package wrote it
 *
 * @example
 * ```ts
 * const fingerprint = { kind: 'fingerprint', schemaVersion: 1, version: '0.1.0', subject: 'sgd', ...measureFingerprint(sgd) };
 * expect(readRecord(fingerprint)).toMatchObject({ value: { subject: 'sgd' } });
 * expect(readRecord({ ...fingerprint, schemaVersion: 9 })).toMatchObject({ newer: true });
 * ```
 */
export function readRecord(data: unknown, kinds: readonly RecordKind[] = recordKinds): ReadRecord {
  const said = ({ name, kinds: several = [name] }: RecordKind): readonly string[] => several;
  const names = kinds.flatMap(said).join(', ');
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return { problem: `it is no record (expected ${names})` };
  const record = data as Readonly<Record<string, unknown>>;
  const kind = kinds.find((each) => said(each).some((name) => name === record.kind));
  if (kind === undefined) return { problem: `it says that it is ${shown(record.kind)}, expected ${names}` };
  const { schemaVersion } = record;
  if (typeof schemaVersion !== 'number' || !Number.isInteger(schemaVersion) || schemaVersion < 1)
    return { problem: `its schemaVersion is ${shown(schemaVersion)}, expected 1 to ${kind.schemaVersion}` };
  if (schemaVersion > kind.schemaVersion)
    return {
      problem: `a newer version of intrinsic-lr wrote it (schemaVersion ${schemaVersion}; this version reads ${kind.schemaVersion})`,
      newer: true,
    };
  if (schemaVersion < kind.schemaVersion && kind.upgrade === undefined)
    return { problem: `its form ${schemaVersion} is no longer read (this version reads ${kind.schemaVersion})` };
  const present = schemaVersion < kind.schemaVersion ? kind.upgrade!(record, schemaVersion) : record;
  const parsed = kind.schema.safeParse(present);
  if (parsed.success) return { kind, value: parsed.data };
  return { problem: `it is no valid record of kind ${kind.name}:\n${prettifyError(parsed.error)}` };
}

function shown(value: unknown): string {
  return value === undefined ? 'missing' : (JSON.stringify(value)?.slice(0, 40) ?? typeof value);
}
