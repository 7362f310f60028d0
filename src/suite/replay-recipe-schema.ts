import { z } from 'zod';
import type { ReplayRecipe } from './encode-replay-token.ts';

/** Most values in a part of a counterexample, how deep they lie, and most characters of a name: more than any law needs. */
const valueLimit = 2000;
const depthLimit = 16;
const nameLimit = 4096;

/** Most entries of a tensor, and most steps, that a law of synthetic gradients may be asked to compute. */
const entryLimit = 4096;
const stepLimit = 10_000;

/** Slowest decay that a statistical law may be asked to wait for: it runs for many times the inverse. */
const slowestRate = 1e-4;

const name = z.string().max(nameLimit);
const count = z.int().min(0).max(stepLimit);

const shape = z
  .array(z.int().min(1).max(entryLimit))
  .min(1)
  .max(8)
  .refine((sizes) => sizes.reduce((product, size) => product * size, 1) <= entryLimit, `expected at most ${entryLimit} entries`);

/** Plain data within bounds: what a law adds to its triple. */
const detail = z.unknown().refine((value) => countValues(value, 0) <= valueLimit, `expected at most ${valueLimit} values`);

const counterexample = z
  .object({
    learningRate: z.number().gt(0),
    weightDecay: z.number().min(0),
    initScale: z.number().gt(0),
    precision: z.enum(['float64', 'float32']).optional(),
    seed: z.int().min(0).max(0xffffffff).optional(),
    shapes: z.array(shape).min(1).max(16).optional(),
    steps: count.min(1).optional(),
    warmUp: count.optional(),
    decayRate: z.number().min(slowestRate).max(1e6).optional(),
    rates: z.array(z.number().min(slowestRate).max(1e6)).min(1).max(stepLimit).optional(),
    hyperparameters: z.record(z.string().max(nameLimit), z.number()).optional(),
  })
  .catchall(detail);

/** Validates what a replay token holds: every number and every length within bounds, before anything is computed from them. */
export const replayRecipeSchema: z.ZodType<ReplayRecipe> = z.strictObject({
  version: name.max(64),
  subject: name.optional(),
  law: name.max(128),
  objective: name,
  seed: z.int().min(0).max(0xffffffff),
  alpha: z.number().gt(0).max(0.5),
  configurations: z.int().min(1).max(1_000_000),
  replicaLimit: z.int().min(1).max(100_000),
  counterexample,
}) as unknown as z.ZodType<ReplayRecipe>;

/** Values of plain data; infinite where it is too deep or holds too long a text. */
function countValues(value: unknown, depth: number): number {
  if (depth > depthLimit || (typeof value === 'string' && value.length > nameLimit)) return Infinity;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, item) => (sum > valueLimit ? sum : sum + countValues(item, depth + 1)), 1);
}
