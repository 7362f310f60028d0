// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { RecordKind } from './record-kind.ts';
import { counterexampleRecord } from './counterexample-record.ts';
import { documentRecord } from './document-record.ts';
import { fingerprintRecord } from './fingerprint-record.ts';
import { modelRecord } from './model-record.ts';
import { studyRecord } from './study-record.ts';

/** All members of this folder, in the order of their file names. */
export const recordKinds: readonly RecordKind[] = [counterexampleRecord, documentRecord, fingerprintRecord, modelRecord, studyRecord];
