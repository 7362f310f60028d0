import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fillNormal } from '../../../src/random/normal.ts';
import { stream } from '../../../src/random/stream.ts';
import { architectures, problem } from './architectures.ts';

test('gradients agree with central differences along random directions in each tensor', () => {
  fc.assert(
    fc.property(architectures, ({ architecture, rows, seed }) => {
      const { parameters, gradients, loss, differentiate } = problem(architecture, rows, seed, 'float64');
      const value = differentiate();
      expect(value).toBe(loss());
      parameters.forEach(({ data }, i) => {
        const start = data.slice();
        const along = fillNormal(stream(seed, 'along', i), new Float64Array(data.length));
        const at = (h: number): number => {
          data.forEach((_, j) => (data[j] = start[j] + h * along[j]));
          const result = loss();
          data.set(start);
          return result;
        };
        const h = 1e-5;
        // Fourth order, so that the strong curvature of normalisers of few numbers does not matter.
        const difference = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
        const slope = along.reduce((sum, direction, j) => sum + gradients[i].data[j] * direction, 0);
        expect(Math.abs(slope - difference)).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
      });
    }),
    { seed: 1, numRuns: 400 },
  );
});
