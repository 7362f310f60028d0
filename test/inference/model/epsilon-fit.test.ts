import { expect, test } from 'vitest';
import { fitEpsilon } from '../../../src/inference/model/epsilon-fit.ts';

test.each([1e-9, 1e-5, 1e-3, 0.5])('an epsilon of %d of the variance is found whatever smooth function follows', (relative) => {
  const size = (c: number): number => 1 / Math.sqrt(1 + relative / (c * c));
  for (const follows of [
    (s: number) => s,
    (s: number) => Math.exp(-s),
    (s: number) => Math.log(1 + Math.exp(3 * s)),
    (s: number) => (s - 0.6) ** 2,
  ]) {
    expect(fitEpsilon((c) => follows(size(c))) / relative).toBeCloseTo(1, 0);
  }
});
