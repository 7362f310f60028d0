import { z } from 'zod';
import type { Baseline } from './baseline.ts';

const bits = z.string().regex(/^[0-9a-f]{16}$/);

/** Validates a stored fingerprint; unknown fields are kept. */
export const baselineSchema: z.ZodType<Baseline> = z
  .looseObject({
    kind: z.literal('fingerprint'),
    schemaVersion: z.literal(1),
    version: z.string().describe('version of intrinsic-lr that measured it'),
    subject: z.string().describe('name of the optimizer'),
    readings: z
      .record(z.string(), z.union([z.number(), z.string(), z.null()]))
      .describe('quantities by name; null where there is none'),
    bits: z.looseObject({ float64: bits, float32: bits }).describe('digests of the bits of two seeded trajectories'),
    rounding: z.number().describe('relative difference that rounding may make'),
  })
  .describe('What an optimizer did when this was written.') as unknown as z.ZodType<Baseline>;

/** The published JSON Schema of a stored fingerprint (draft 2020-12). */
export function baselineJsonSchema(): object {
  return z.toJSONSchema(baselineSchema, { io: 'input' });
}
