import { z } from 'zod';
import type { RecordKind } from './record-kind.ts';

/** What `--json` prints: the fields that every reader may count on. */
export interface DocumentRecord {
  readonly kind: 'check' | 'gate' | 'infer' | 'replay';
  readonly schemaVersion: 1;
  /** Version of this package that wrote it. */
  readonly version: string;
  readonly verdict: 'holds' | 'refuted' | 'undecided';
  readonly seed: number;
  readonly subjects: readonly Readonly<Record<string, unknown>>[];
  readonly results: readonly Readonly<Record<string, unknown>>[];
}

const verdict = z.enum(['holds', 'refuted', 'undecided']);
const finite = z.number().nullable().describe('null: not a finite number');
const work = z.looseObject({
  configurations: z.number().describe('configurations drawn'),
  replicas: z.number().describe('independent training runs'),
  steps: z.number().describe('optimizer steps, summed over replicas'),
});
const symmetry = z
  .record(z.string(), z.number())
  .describe('exponents of the scaling symmetry: learningRate, weightDecay, hyperparameters');
const intrinsic = z.enum(['η·λ', 'η²·λ', 'η', 'λ', 'η,λ', 'none']).describe('combination of η and λ that governs the directions');

/** No list of those that there are: a later version may know more. */
const cause = z.string().describe('what explains it: one of docs/causes.md');

const contract = z.looseObject({
  symmetry: symmetry.optional(),
  weightDecay: z.enum(['coupled', 'decoupled', 'independent', 'none']).optional(),
  momentum: z.enum(['rate-outside', 'rate-inside']).optional(),
  decayOrder: z.enum(['before', 'after', 'proximal']).optional(),
  decayExempt: z
    .union([z.literal('vectors'), z.array(z.string())])
    .optional()
    .describe('absent where it is a function'),
  decayMask: z.literal('cautious').optional(),
  decayOrigin: z.literal('start').optional(),
  epsilonPlace: z.enum(['outside', 'inside', 'limit', 'uncorrected']).optional(),
  rateReference: z.string().optional(),
  warmUp: z.number().optional(),
  commonFactor: z.boolean().optional(),
  random: z.boolean().optional(),
  roles: z.record(z.string(), z.string()).optional(),
  precisions: z.array(z.enum(['float64', 'float32'])).optional(),
  exempt: z.record(z.string(), z.string()).optional(),
});

const reading = z.union([z.number(), z.string(), z.null()]);

const baseline = z
  .looseObject({
    file: z.string(),
    state: z.enum(['written', 'updated', 'same', 'rounding', 'changed', 'unknown']),
    changes: z.array(z.looseObject({ name: z.string(), before: reading, after: reading })),
  })
  .optional()
  .describe('how the subject compares with its stored fingerprint');

const subject = z.looseObject({
  name: z.string(),
  reference: z.string().optional().describe('how the user named it; absent for an object in memory'),
  contract: contract.optional().describe('as its author wrote it'),
  inferred: z.looseObject({ intrinsic, symmetry: symmetry.nullable() }).describe('what was measured'),
  baseline,
  notes: z
    .array(
      z.looseObject({
        kind: z.enum(['convention', 'unusual']),
        cause,
        sentence: z.string(),
        value: z.union([z.number(), z.string()]).optional(),
      }),
    )
    .describe('legitimate conventions and designs worth knowing'),
  findings: z
    .record(z.string(), z.looseObject({ cause, sentence: z.string() }))
    .describe('what measurement found wrong, by probe'),
});

const counterexample = z
  .looseObject({ learningRate: z.number(), weightDecay: z.number(), initScale: z.number() })
  .describe('the simplest triple that breaks the law, and whatever else reproduces it');

const result = z.looseObject({
  subject: z.string(),
  law: z.string(),
  objective: z.string(),
  verdict,
  effect: finite.describe("size of the deviation from the law, in the law's unit"),
  interval: z.tuple([finite, finite]).describe('interval of the effect'),
  tolerance: finite.describe('deviation that the law allows'),
  detectable: finite.describe('smallest effect that would have been found'),
  unit: z.string(),
  evidence: z.looseObject({ kind: z.enum(['exact', 'e-process', 'none']) }),
  counterexample: counterexample.optional(),
  diagnosis: z.string().optional().describe('one sentence that names the likely mistake'),
  cause: cause.optional(),
  blame: z.enum(['optimizer', 'objective', 'conjecture']).optional().describe('whose doing a refutation is'),
  observations: z.array(z.string()).optional().describe('what was seen besides'),
  reason: z.string().optional().describe('why a verdict is undecided'),
  reproducible: z.boolean().optional(),
  work,
  replay: z.string().optional().describe('argument of `intrinsic-lr replay`'),
  foreign: z
    .looseObject({ optimizer: z.string().optional(), objective: z.string().optional() })
    .optional()
    .describe('what `replay` names that is not built in: options that it has to be given'),
});

const error = z.looseObject({
  subject: z.string().optional(),
  kind: z.enum(['configuration', 'subject', 'model', 'internal']),
  code: z.string().describe('stable identifier'),
  message: z.string(),
  function: z.enum(['import', 'init', 'update']).optional(),
  step: z.number().optional(),
  laws: z.array(z.string()).optional(),
});

const schema = z.looseObject({
  schemaVersion: z.literal(1),
  version: z.string().describe('version of intrinsic-lr'),
  kind: z.enum(['check', 'gate', 'infer', 'replay']),
  verdict: verdict.describe(
    'refuted when any result is, or the behaviour is not that of the baseline; else undecided when any is, when anything failed or when there is no result',
  ),
  seed: z.number(),
  alpha: z.number().describe('family-wise false-alarm rate of the whole run'),
  configurations: z.number().describe('configurations that each exact law drew'),
  elapsedSeconds: z.number().optional(),
  subject: subject.optional().describe('the subject, when there is exactly one'),
  subjects: z.array(subject),
  results: z.array(result),
  skipped: z.array(z.looseObject({ subject: z.string(), law: z.string(), objective: z.string(), reason: z.string() })),
  errors: z.array(error),
  work,
  budget: z.looseObject({
    alpha: z.number(),
    statisticalTasks: z.number(),
    alphaPerTask: z.number(),
    holds: z.string().optional().describe('what `holds` says of a statistical law, and how surely'),
  }),
  baseline,
  strict: z.literal(true).optional().describe('notes count as refutations (--strict)'),
  trusted: z
    .array(z.string())
    .optional()
    .describe('references of models whose code ran beside the laws, and could have changed any verdict'),
  interrupted: z.literal(true).optional(),
});

/** What one run found: `check`, `gate`, `infer` and `replay` with `--json`. */
export const documentRecord: RecordKind<DocumentRecord> = {
  name: 'document',
  kinds: ['check', 'gate', 'infer', 'replay'],
  description: 'What one run of intrinsic-lr found.',
  schemaVersion: 1,
  schema,
};
