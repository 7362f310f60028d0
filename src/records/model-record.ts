import { z } from 'zod';
import type { RecordKind } from './record-kind.ts';

/** What `intrinsic-lr model --json` prints: the fields that every reader may count on. */
export interface ModelRecord {
  readonly kind: 'model';
  readonly schemaVersion: 1;
  /** Version of this package that wrote it. */
  readonly version: string;
  readonly scaleInvariant: 'exact' | 'partly' | 'none';
  readonly model: Readonly<Record<string, unknown>>;
  readonly laws: readonly { readonly law: string; readonly expected: boolean; readonly reason?: string | undefined }[];
}

const epsilon = z.looseObject({
  place: z.enum(['inside-root', 'outside-root']).describe('√(σ² + ε), or σ + ε'),
  relative: z.number().describe('ε over the variance σ² that it is added to, at the initial weights; outside the root over σ'),
  forUnitInputs: z.number().describe('ε itself, if the inputs of the layer have mean square 1'),
  between: z
    .tuple([z.number(), z.number()])
    .optional()
    .describe('forUnitInputs lies between these where what follows the normaliser leaves it vague'),
  exponent: z.number().describe('p of |L(c·w) − L(∞)| ∝ c^(−p), as fitted; 2 for an epsilon inside the root, 1 outside of it'),
  explains: z
    .boolean()
    .optional()
    .describe('whether an epsilon explains all of it, or it may be something else that does not grow'),
});

const tensor = z.looseObject({
  name: z.string(),
  shape: z.array(z.number()),
  group: z.number().optional().describe('index of its group; absent outside of groups'),
  role: z.enum(['unused', 'flat', 'gain', 'bias', 'layer', 'homogeneous', 'penalised', 'clipped']).optional(),
  change: z.number().describe('relative change of the loss when it alone is doubled'),
  multiplies: z.array(z.string()).optional(),
  form: z
    .enum(['gain', 'one-plus', 'reciprocal', 'exponential'])
    .optional()
    .describe('how a gain is stored: as itself, as γ of 1 + γ, as 1/γ, as its logarithm'),
  degree: z.number().optional().describe('k of L(c·w) = c^k·A + B'),
  penalty: z.number().optional().describe('coefficient a of a penalty a‖w‖² inside the loss'),
  penalisedParts: z
    .looseObject({ kind: z.enum(['column', 'row']), indices: z.array(z.number()) })
    .optional()
    .describe('columns or rows that the penalty is on, where it is not on the whole tensor'),
  threshold: z.tuple([z.number(), z.number()]).optional().describe('norms between which an absolute threshold begins to act'),
  epsilon: epsilon.optional().describe('the epsilon that acts besides a penalty'),
  invariantParts: z
    .looseObject({ block: z.number().describe('columns in a part'), invariant: z.array(z.boolean()) })
    .optional()
    .describe('parts that are scale-invariant although the tensor is not'),
  silentParts: z
    .looseObject({ kind: z.enum(['column', 'row']), indices: z.array(z.number()), batches: z.number() })
    .optional()
    .describe('columns or rows that got no gradient from any of so many batches'),
});

const group = z.looseObject({
  name: z.string(),
  tensors: z.array(z.number()).describe('indices of tensors'),
  columns: z.number().optional(),
  invariance: z.enum(['exact', 'to-rounding', 'nearly']),
  per: z
    .enum(['whole', 'column', 'row', 'columns', 'rows', 'spread-columns', 'spread-rows', 'slice'])
    .describe('what is invariant on its own; columns and rows: blocks of them'),
  block: z.number().optional().describe('columns or rows in a block'),
  axes: z.array(z.number()).optional().describe('axes whose indices tell the parts apart'),
  parts: z.string().optional().describe('the parts in words'),
  cosine: z.number().describe('largest |cos(gradient, weights)| at the initial scale'),
  epsilon: epsilon.optional(),
});

const schema = z.looseObject({
  schemaVersion: z.literal(1),
  version: z.string().describe('version of intrinsic-lr'),
  kind: z.literal('model'),
  scaleInvariant: z.enum(['exact', 'partly', 'none']),
  model: z.looseObject({
    name: z.string(),
    reference: z.string().optional(),
    gradient: z.enum(['analytic', 'central-differences', 'tensorflow']),
    noise: z.enum(['minibatch', 'none']),
    tensors: z.array(tensor),
    groups: z.array(group),
    balances: z
      .array(z.looseObject({ names: z.array(z.string()), powers: z.array(z.number()) }))
      .describe('tensors whose scales compensate: multiplied by c to these powers they keep the loss'),
    breaks: z.array(z.string()).describe('what keeps the model from being exactly scale-invariant'),
    notes: z.array(z.string()),
  }),
  expectations: z
    .array(z.looseObject({ tensor: z.string(), expected: z.string(), found: z.string(), met: z.boolean() }))
    .optional()
    .describe('what was expected of tensors'),
  laws: z.array(z.looseObject({ law: z.string(), expected: z.boolean(), reason: z.string().optional() })),
});

/** What is found of a model: `intrinsic-lr model --json`. */
export const modelRecord: RecordKind<ModelRecord> = {
  name: 'model',
  description: 'What intrinsic-lr found about the scale-invariance of a model.',
  schemaVersion: 1,
  schema,
};
