import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeReplayToken, encodeReplayToken, looksLikeReplayToken, type ReplayRecipe } from '../../src/suite/replay-token.ts';

const recipe: ReplayRecipe = {
  version: '0.1.0',
  subject: './my-sgd.ts',
  law: 'scaling-symmetry',
  objective: 'digits-mlp?widths=8,8&batch=8',
  seed: 42,
  alpha: 1e-6,
  configurations: 200,
  replicaLimit: 256,
  counterexample: { learningRate: 0.5, weightDecay: 0.25, initScale: 1, shapes: [[3], [2, 2]] },
};
const token = encodeReplayToken(recipe);

describe('a replay token', () => {
  test('carries every recipe, number for number', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-300 }),
        fc.option(fc.string(), { nil: undefined }),
        fc.jsonValue(),
        (seed, learningRate, subject, detail) => {
          const { subject: _, ...rest } = recipe;
          const drawn: ReplayRecipe = {
            ...rest,
            ...(subject !== undefined && { subject }),
            seed,
            counterexample: { ...recipe.counterexample, learningRate, detail },
          };
          expect(decodeReplayToken(encodeReplayToken(drawn))).toEqual(JSON.parse(JSON.stringify(drawn)));
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  test('is one word of letters that survive shells and URLs, and short', () => {
    expect(token).toMatch(/^ilr1\.[\w-]+$/);
    expect(token.length).toBeLessThan(400);
  });

  test('survives line breaks and spaces', () => {
    expect(decodeReplayToken(`  ${token.slice(0, 40)}\n  ${token.slice(40)}\n`)).toEqual(recipe);
  });

  test('is refused when any one character is changed, lost or doubled', () => {
    for (let i = 'ilr1.'.length; i < token.length; i++) {
      const other = token[i] === 'A' ? 'B' : 'A';
      for (const damaged of [
        token.slice(0, i) + other + token.slice(i + 1),
        token.slice(0, i) + token.slice(i + 1),
        token.slice(0, i) + token[i] + token.slice(i),
      ]) {
        // Dropping one of two equal neighbours, or doubling one, changes what follows as well, so only an equal text may pass.
        if (damaged !== token) expect(() => decodeReplayToken(damaged), damaged).toThrow(/damaged/);
      }
    }
  });

  test('of another version, or none at all, gets an error that says so', () => {
    expect(() => decodeReplayToken('ilr9.AAAA')).toThrow(/use the version of intrinsic-lr that printed it/);
    expect(() => decodeReplayToken('hello')).toThrow(/"hello" is not a replay token/);
    expect(() => decodeReplayToken('ilr1.')).toThrow(/damaged/);
  });

  test('is told from the path of a file', () => {
    expect(looksLikeReplayToken(token)).toBe(true);
    expect(looksLikeReplayToken('./report.json')).toBe(false);
    expect(looksLikeReplayToken('{"schemaVersion": 1}')).toBe(false);
  });
});
