// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { RecordKind } from './record-kind.ts';
import { fingerprintRecord } from './fingerprint-record.ts';

/** All members of this folder, in the order of their file names. */
export const recordKinds: readonly RecordKind[] = [fingerprintRecord];
