import { z } from 'zod';
import type { RecordKind } from './record-kind.ts';

/** A stored fingerprint: what an optimizer did when it was written. */
export interface FingerprintRecord {
  readonly kind: 'fingerprint';
  readonly schemaVersion: 1;
  /** Version of this package that measured it. */
  readonly version: string;
  /** Name of the optimizer. */
  readonly subject: string;
  /** Quantities by name. Numbers are compared up to rounding, words exactly; `null` is a quantity that there is not. */
  readonly readings: Readonly<Record<string, number | string | null>>;
  /** Digests of the bits of two seeded trajectories. */
  readonly bits: { readonly float64: string; readonly float32: string };
  /** Relative difference that rounding may make. */
  readonly rounding: number;
}

const bits = z.string().regex(/^[0-9a-f]{16}$/);

/** What an optimizer did when this was written: `--baseline`, `toMatchFingerprint`. */
export const fingerprintRecord: RecordKind<FingerprintRecord> = {
  name: 'fingerprint',
  description: 'What an optimizer did when this was written.',
  schemaVersion: 1,
  schema: z.looseObject({
    kind: z.literal('fingerprint'),
    schemaVersion: z.literal(1),
    version: z.string().describe('version of intrinsic-lr that measured it'),
    subject: z.string().describe('name of the optimizer'),
    readings: z
      .record(z.string(), z.union([z.number(), z.string(), z.null()]))
      .describe('quantities by name; null where there is none'),
    bits: z.looseObject({ float64: bits, float32: bits }).describe('digests of the bits of two seeded trajectories'),
    rounding: z.number().describe('relative difference that rounding may make'),
  }),
};
