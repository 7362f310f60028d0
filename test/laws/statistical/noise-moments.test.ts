import { expect, test } from 'vitest';
import { noiseMoments } from '../../../src/laws/statistical/noise-moments.ts';
import { objective } from '../../../src/objectives/reference.ts';

test.each([2, 3, 10, 100])('normal noise in %i dimensions varies as chi squared, and has no tail', (dimension) => {
  const { relativeVariance, tailIndex } = noiseMoments(objective(`isotropic-noise?dimension=${dimension}`));
  expect(relativeVariance * (dimension - 1)).toBeGreaterThan(1.8);
  expect(relativeVariance * (dimension - 1)).toBeLessThan(2.2);
  expect(tailIndex).toBeGreaterThan(4);
});

test.each([0.5, 1.2, 1.5, 1.9])('the tail of %f-stable noise shows, half as thick for squares', (alpha) => {
  const { tailIndex } = noiseMoments(objective(`isotropic-noise?alpha=${alpha}&dimension=10`));
  expect(Math.abs(tailIndex - alpha / 2)).toBeLessThan(0.3);
});
