import { expect, test } from 'vitest';
import { drawProblem } from '../../src/drives/problem.ts';
import { tree } from '../../src/drives/tree.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

interface State {
  /** The order of leaves of the tree that parameters are, or of the list. */
  readonly leaves: readonly number[];
}

/** SGD whose rate halves from leaf to leaf, beside gradients in the order of leaves or, by mistake, in that of the list. */
const byLeaf = (isMixed: boolean): Optimizer<State> => ({
  name: 'by-leaf',
  drives: { tree: [{}] },
  init: ({ parameters, way }) => ({ leaves: parameters.map((_, i) => (way === undefined ? i : parameters.length - 1 - i)) }),
  update({ parameters, gradients, state: { leaves }, learningRate }) {
    leaves.forEach((i, leaf) => {
      const g = gradients[isMixed ? leaf : i].data;
      const w = parameters[i].data;
      for (let j = 0; j < w.length; j++) w[j] -= (learningRate * g[j % g.length]) / 2 ** leaf;
    });
  },
});

const causeOf = (optimizer: Optimizer<State>): string | undefined => {
  const shapes = [[3], [2, 2], [3]];
  const problem = drawProblem({ seed: 1, shapes, precision: 'float64', steps: 4, learningRate: 0.25, weightDecay: 0 });
  return tree.compare(optimizer as Optimizer, problem, [{}])?.cause;
};

test('a rule that goes by the place of a leaf is the same in a tree, where another leaf has that place', () =>
  expect(causeOf(byLeaf(false))).toBeUndefined());

test('gradients that are dealt out in another order than leaves are none of a rule', () =>
  expect(causeOf(byLeaf(true))).toBe('tree-order'));
