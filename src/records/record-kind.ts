import type { z } from 'zod';

/** A kind of record: its name, its form, and the schema that both readers and the published JSON Schema go by. */
export interface RecordKind<Value = unknown> {
  /** What `kind` says in each record; its JSON Schema is `intrinsic-lr/schemas/NAME.json`. */
  readonly name: string;
  /** What `kind` says instead, where one form serves several: `check` and `gate` of a document. */
  readonly kinds?: readonly string[];
  /** What such a record is, in one sentence. */
  readonly description: string;
  /** The form that is written. Fields may be added without raising it; it is raised when an old reader would misread what is new. */
  readonly schemaVersion: number;
  /** Of the whole record, `kind` and `schemaVersion` included; unknown fields are kept. */
  readonly schema: z.ZodType<Value>;
  /** Brings a record of an earlier form into this one; absent where there is no earlier form. */
  upgrade?(record: Readonly<Record<string, unknown>>, schemaVersion: number): unknown;
}
