import { z } from 'zod';
import type { RecordKind } from './record-kind.ts';

/** A certified counterexample to a conjecture, as it is kept. */
export interface CounterexampleRecord {
  readonly kind: 'counterexample';
  readonly schemaVersion: 1;
  /** Of everything but `status`, which people change. */
  readonly digest: string;
  readonly conjecture: string;
  readonly slug: string;
  readonly status: 'open' | 'explained' | 'expected' | 'mended';
  readonly sentence: string;
  readonly breaches: readonly string[];
  readonly setting: Readonly<Record<string, unknown>>;
  readonly streams: { readonly seed: number; readonly phase: string };
  readonly alpha: number;
  readonly version: string;
  readonly [field: string]: unknown;
}

const number = z.number();
const effect = z.looseObject({ metric: z.string(), mean: number, tolerance: number }).nullable();
const ingredient = z.looseObject({ path: z.string() });

/** A certified counterexample: `intrinsic-lr falsify`, `fixtures/counterexamples`. */
export const counterexampleRecord: RecordKind<CounterexampleRecord> = {
  name: 'counterexample',
  description: 'A certified counterexample to a conjecture: setting, streams, effect and explanation.',
  schemaVersion: 1,
  schema: z.looseObject({
    kind: z.literal('counterexample'),
    schemaVersion: z.literal(1),
    digest: z.string().regex(/^[0-9a-f]{32}$/),
    conjecture: z.string().min(1),
    slug: z.string().regex(/^[\w-]+$/),
    status: z.enum(['open', 'explained', 'expected', 'mended']).describe('what people have made of it'),
    sentence: z.string(),
    breaches: z.array(z.string()).describe('assumptions that it breaks; none: it counts against the conjecture'),
    setting: z.record(z.string(), z.unknown()),
    streams: z.looseObject({ seed: number, phase: z.string() }),
    alpha: number,
    version: z.string().describe('version of intrinsic-lr that certified it'),
    effect: z.looseObject({ metric: z.string(), mean: number, interval: z.tuple([number, number]), tolerance: number }),
    quantities: z.array(z.looseObject({ metric: z.string(), verdict: z.string() })),
    persistence: z.looseObject({
      kind: z.enum(['lasting', 'slow']),
      points: z.array(z.looseObject({ horizon: number, effect })),
    }),
    ablation: z.array(z.looseObject({ ingredient, essential: z.boolean(), effect })),
    contrasts: z
      .array(z.looseObject({ what: z.string(), essential: z.boolean(), effect }))
      .optional()
      .describe('what of the two runs has to differ'),
    doses: z.array(
      z.looseObject({ path: z.string(), points: z.array(z.looseObject({ value: number, effect, refuted: z.boolean() })) }),
    ),
    chain: z.array(z.array(ingredient)),
    fixed: z.looseObject({}),
  }),
};
