import { expect, test } from 'vitest';
import { invariantOctaves } from '../../src/objectives/invariant-octaves.ts';
import { objective } from '../../src/objectives/reference.ts';

test.each([
  'digits-mlp?widths=8&batch=8',
  'digits-mlp?normaliser=layer&widths=8&batch=8&bias=trained&topLayer=trained',
  'isotropic-noise?alpha=1.2',
  'two-basins',
  'noisy-rayleigh-quotient',
])('%s is scale-invariant as far as is looked', (reference) => {
  expect(invariantOctaves(objective(reference))).toEqual({ from: -Infinity, to: Infinity });
});

test('an epsilon acts from its root downwards', () => {
  const from = (epsilon: number): number => invariantOctaves(objective(`digits-mlp?widths=8&batch=8&epsilon=${epsilon}`)).from;
  const [coarse, usual, fine] = [from(2 ** -8), from(2 ** -16), from(2 ** -40)];
  // The root of 2⁻⁸ is 2⁻⁴.
  expect(coarse - usual).toBe(4);
  expect(usual - fine).toBe(12);
  expect(invariantOctaves(objective('smoothed-von-mises-fisher')).to).toBe(Infinity);
});
