import { describe, expect, test } from 'vitest';
import { checkLaw, defineObjective, lawApplies, objective, sgd } from '../src/index.ts';

const law = 'scale-invariance';
const digits = ['batch', 'layer', 'group&groups=2', 'rms', 'weight'].map(
  (normaliser) => `digits-mlp?widths=8,8&batch=8&normaliser=${normaliser}`,
);
const objectives = [...digits, 'isotropic-noise', 'von-mises-fisher', 'two-basins', 'noisy-rayleigh-quotient', 'quadratic-ratio'];

describe(law, () => {
  test('is claimed of what has scale-invariant groups, whatever the optimizer is', () => {
    for (const reference of objectives) expect(lawApplies(law, sgd, reference)).toBe(true);
    expect(lawApplies(law, sgd, 'quadratic-bowl')).toMatch('no scale-invariant group');
  });

  test.each(objectives)('holds for %s', async (reference) => {
    expect(await checkLaw(law, sgd, { objective: reference })).toMatchObject({
      verdict: 'holds',
      effect: 0,
      evidence: { configurations: 200 },
    });
  });

  test('is refuted by an epsilon in the normaliser', async () => {
    const smoothed = defineObjective({ ...objective('smoothed-von-mises-fisher'), name: 'smoothed', normaliserEpsilon: 0 });
    const verdict = await checkLaw(law, sgd, { objective: smoothed });
    expect(verdict).toMatchObject({ verdict: 'refuted', counterexample: { initScale: 1 } });
    expect(Math.abs(verdict.counterexample!.exponent as number)).toBe(1);
    expect(verdict.diagnosis).toMatch('an epsilon');
  });
});
