import { expect, test } from 'vitest';
import { findTurn, fitEpsilon } from '../../../src/inference/model/epsilon-fit.ts';

const sizes = {
  'inside-root': (c: number, ratio: number) => 1 / Math.sqrt(1 + ratio / (c * c)),
  'outside-root': (c: number, ratio: number) => 1 / (1 + ratio / c),
};

for (const place of ['inside-root', 'outside-root'] as const) {
  test.each([1e-9, 1e-5, 1e-3, 0.5])(
    `an epsilon of %d, ${place}, is found to one per cent where the loss is quadratic`,
    (ratio) => {
      for (const follows of [(s: number) => s, (s: number) => (s - 0.6) ** 2, (s: number) => 3 * s * s + s]) {
        const [fit] = fitEpsilon((c) => follows(sizes[place](c, ratio)));
        expect(fit.place).toBe(place);
        expect(Math.abs(fit.ratio / ratio - 1)).toBeLessThan(0.03);
        expect(fit.misfit).toBeLessThan(1e-10);
      }
    },
  );

  test.each([1e-5, 0.5])(`an epsilon of %d, ${place}, is found to a third whatever smooth function follows`, (ratio) => {
    for (const follows of [(s: number) => Math.exp(-s), (s: number) => Math.log(1 + Math.exp(2 * s)), (s: number) => Math.cos(s)])
      expect(Math.abs(fitEpsilon((c) => follows(sizes[place](c, ratio)))[0].ratio / ratio - 1)).toBeLessThan(0.33);
  });
}

test('sizes that differ show in the misfit', () => {
  const sigmas = [0.3, 0.7, 1, 1.6, 3];
  const [mixed] = fitEpsilon((c) =>
    sigmas.reduce((sum, sigma, i) => sum + (sizes['inside-root'](c * sigma, 1e-3) - 0.3 * i) ** 2, 0),
  );
  expect(mixed.misfit).toBeGreaterThan(1e-6);
});

test('the turn of a loss that goes up and down again is between', () => {
  expect(Math.log10(findTurn((c) => (1 / (1 + 1e-4 / c) - 0.5) ** 2))).toBeCloseTo(-4, 0);
});
