import { describe, expect, test } from 'vitest';
import { checkLaw, defineObjective, lawApplies, sgd } from '../src/index.ts';

const law = 'gradient-orthogonality';
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
      evidence: { configurations: 200 },
    });
  });

  test('is refuted by a gradient that holds the norm fixed while it is taken', async () => {
    const careless = defineObjective({
      name: 'careless',
      parameters: [{ name: 'w', shape: [2] }],
      groups: [{ name: 'w', tensors: [0] }],
      noise: 'none',
      instantiate: () => ({
        initialise: ([{ data }]) => data.set([1, 1]),
        // L = x²/(x² + y²), differentiated as if the denominator were a constant.
        gradient(
          [
            {
              data: [x, y],
            },
          ],
          [{ data: g }],
        ) {
          const square = x * x + y * y;
          g.set([(2 * x) / square, 0]);
          return (x * x) / square;
        },
      }),
    });
    const verdict = await checkLaw(law, sgd, { objective: careless });
    expect(verdict).toMatchObject({ verdict: 'refuted', counterexample: { learningRate: 1, initScale: 1 } });
    expect(verdict.effect).toBeCloseTo(Math.SQRT1_2, 15);
    expect(verdict.diagnosis).toMatch('radial part');
  });
});
