import { z } from 'zod';
import type { ModelDocument } from './model-document.ts';

const epsilon = z.looseObject({
  relative: z.number().describe('ε over the variance that it is added to, at the initial weights'),
  forUnitInputs: z.number().describe('ε itself, if the inputs of the layer have mean square 1'),
  exponent: z.number().describe('p of |L(c·w) − L(∞)| ∝ c^(−p), as fitted; 2 for an epsilon'),
});

const tensor = z.looseObject({
  name: z.string(),
  shape: z.array(z.number()),
  group: z.number().optional().describe('index of its group; absent outside of groups'),
  role: z.enum(['unused', 'gain', 'bias', 'layer', 'penalised', 'clipped']).optional(),
  change: z.number().describe('relative change of the loss when it alone is doubled'),
  multiplies: z.array(z.string()).optional(),
  penalty: z.number().optional().describe('coefficient a of a penalty a‖w‖² inside the loss'),
  threshold: z.tuple([z.number(), z.number()]).optional().describe('norms between which an absolute threshold begins to act'),
});

const group = z.looseObject({
  name: z.string(),
  tensors: z.array(z.number()).describe('indices of tensors'),
  columns: z.number().optional(),
  invariance: z.enum(['exact', 'to-rounding', 'nearly']),
  per: z.enum(['whole', 'column', 'row']),
  cosine: z.number().describe('largest |cos(gradient, weights)| at the initial scale'),
  epsilon: epsilon.optional(),
});

/** Validates what `intrinsic-lr model --json` prints; unknown fields are kept. */
export const modelDocumentSchema: z.ZodType<ModelDocument> = z
  .looseObject({
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
      breaks: z.array(z.string()).describe('what keeps the model from being exactly scale-invariant'),
      notes: z.array(z.string()),
    }),
    laws: z.array(z.looseObject({ law: z.string(), expected: z.boolean(), reason: z.string().optional() })),
  })
  .describe('What intrinsic-lr found about the scale-invariance of a model.') as unknown as z.ZodType<ModelDocument>;

/** The published JSON Schema of the document (draft 2020-12). */
export function modelDocumentJsonSchema(): object {
  return z.toJSONSchema(modelDocumentSchema, { io: 'input' });
}
