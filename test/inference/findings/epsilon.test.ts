import { describe, expect, test } from 'vitest';
import { inferProfile } from '../../../src/inference/infer-profile.ts';
import type { EpsilonClaim, Optimizer } from '../../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../../src/suite/check-optimizer.ts';
import { coordinatewise } from '../rules.ts';

/** Adam whose division is given, with exponents that are claimed and perhaps a place. */
const dividing = (root: (v: number, correction: number, epsilon: number) => number, epsilonPlace?: EpsilonClaim): Optimizer =>
  coordinatewise(
    ({ w, g, learningRate, weightDecay, hyperparameters: { a, b, tiny }, memory, step }) => {
      memory.m = a * (memory.m ?? 0) + (1 - a) * g;
      memory.v = b * (memory.v ?? 0) + (1 - b) * g * g;
      const u = memory.m / (1 - a ** step) / root(memory.v, 1 - b ** step, tiny);
      return w - learningRate * (u + weightDecay * w);
    },
    {
      hyperparameters: { a: 0.9, b: 0.999, tiny: 1e-6 },
      contract: {
        symmetry: { learningRate: 1, weightDecay: -1, tiny: -1 },
        weightDecay: 'decoupled',
        ...(epsilonPlace && { epsilonPlace }),
      },
    },
  );

const outside = (v: number, correction: number, epsilon: number): number => Math.sqrt(v / correction) + epsilon;
const hat = (v: number, correction: number, epsilon: number): number => (Math.sqrt(v) + epsilon) / Math.sqrt(correction);
const limit = (v: number, correction: number, epsilon: number): number => Math.max(Math.sqrt(v / correction), epsilon);

describe('the place of an epsilon', () => {
  test.each<[string, Optimizer]>([
    ['beside the corrected root', dividing(outside, 'outside')],
    ['beside the root that is not corrected', dividing(hat, 'uncorrected')],
    ['as a limit', dividing(limit, 'limit')],
    ['of which an exponent alone is claimed, beside either root', dividing(hat)],
  ])('%s is what is claimed', (_, subject) => expect(inferProfile(subject).findings.epsilon).toBeUndefined());

  test.each<[string, Optimizer, string]>([
    ['uncorrected, where the corrected root is claimed', dividing(hat, 'outside'), 'epsilon-scaled-by-correction'],
    ['corrected, where it is claimed not to be', dividing(outside, 'uncorrected'), 'epsilon-outside-root'],
    ['a limit, where a sum is claimed', dividing(limit, 'outside'), 'claim-false'],
  ])('%s is refuted', (_, subject, cause) => expect(inferProfile(subject).findings.epsilon?.cause).toBe(cause));

  test('of Keras is a note', () => {
    expect(inferProfile(dividing(hat)).notes.map(({ cause }) => cause)).toContain('epsilon-scaled-by-correction');
  });

  test('of Keras refutes nothing where its exponent is claimed, and one law where another place is', async () => {
    const refuted = async (subject: Optimizer): Promise<string[]> => {
      const { results } = await checkOptimizer(subject, { tier: 'exact', seed: 1, configurations: 20 });
      return results.filter(({ verdict }) => verdict === 'refuted').map(({ law }) => law);
    };
    expect(await refuted(dividing(hat))).toEqual([]);
    expect(await refuted(dividing(hat, 'outside'))).toContain('first-step');
  });
});
