import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillNormal } from '../../src/random/normal.ts';
import { stream } from '../../src/random/stream.ts';
import { architectures, perceptronProblem, problem, type Problem } from './architectures.ts';
import { graphs } from './graphs.ts';

/** Asks the gradient of every tensor for its slope along a random direction. */
function expectSlopes({ parameters, gradients, loss, differentiate }: Problem, seed: number): void {
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
}

describe('gradients agree with central differences along random directions in each tensor', () => {
  test('of perceptrons', () => {
    fc.assert(
      fc.property(architectures, ({ architecture, rows, seed }) =>
        expectSlopes(perceptronProblem(architecture, rows, seed, 'float64'), seed),
      ),
      { seed: 1, numRuns: 400 },
    );
  });

  test('of graphs with residual edges', () => {
    fc.assert(
      fc.property(graphs, ({ graph, classes, rows, seed }) => expectSlopes(problem(graph, classes, rows, seed, 'float64'), seed)),
      { seed: 2, numRuns: 300 },
    );
  });

  test('of a node whose output goes to four others, and twice to one', () => {
    const linear = { layer: 'linear', options: { units: 3 } };
    const nodes = [
      { ...linear, name: 'a' },
      { layer: 'tanh', from: ['a'], name: 'b' },
      { layer: 'add', from: ['a', 'a'], name: 'c' },
      { layer: 'add', from: ['c', 'b'], name: 'd' },
      { layer: 'add', from: ['d', 'a'], name: 'e' },
      linear,
    ];
    expectSlopes(problem({ input: [2], nodes }, 3, 4, 1, 'float64'), 1);
  });
});
