import { expect, test } from 'vitest';
import { RunMemory } from '../../src/drives/run-memory.ts';
import { drawProblem, follow, restricted } from '../../src/drives/problem.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

const draw = { seed: 3, shapes: [[2], [3]], precision: 'float64', steps: 4, learningRate: 0.1, weightDecay: 0.5 } as const;

/** SGD that tells how many runs were begun. */
function counted(): { readonly optimizer: Optimizer; runs(): number } {
  let runs = 0;
  const optimizer = { ...sgd, init: (given: Parameters<typeof sgd.init>[0]) => (runs++, sgd.init(given)) };
  return { optimizer, runs: () => runs };
}

test('a run with the same inputs is made once, for all tensors and for each by itself', () => {
  const { optimizer, runs } = counted();
  const problem = drawProblem(draw);
  expect(follow(optimizer, problem)).toEqual(follow(optimizer, { ...problem, memory: undefined }));
  follow(optimizer, { ...problem, steps: [...problem.steps] });
  expect(runs()).toBe(2);
  expect(follow(optimizer, restricted(problem, [1])).after).toEqual(
    follow(optimizer, problem).after.map(([, tensor]) => [tensor]),
  );
  follow(optimizer, restricted(problem, [1]));
  expect(runs()).toBe(3);
});

const [first, ...rest] = drawProblem(draw).steps;
test.each([
  ['way', {}, { once: true }],
  ['hyperparameter', { hyperparameters: { momentum: 0.5 } }, undefined],
  ['rate', { steps: [{ ...first, learningRate: 0.2 }, ...rest] }, undefined],
  ['decay', { steps: [{ ...first, weightDecay: 0 }, ...rest] }, undefined],
  [
    'gradient',
    { steps: [{ ...first, gradients: first.gradients.map((g) => ({ ...g, data: g.data.slice() })) }, ...rest] },
    undefined,
  ],
  ['start', { start: drawProblem({ ...draw, seed: 4 }).start }, undefined],
  ['shape', { start: drawProblem({ ...draw, shapes: [[2], [3, 1]] }).start }, undefined],
  ['number of steps', { steps: [first] }, undefined],
])('a run with another %s is another run', (_, change, way) => {
  const { optimizer, runs } = counted();
  const problem = { ...drawProblem(draw), memory: new RunMemory() };
  follow(optimizer, problem);
  follow(optimizer, { ...problem, ...change }, way);
  expect(runs()).toBe(2);
});

test('another optimizer is asked itself, and so is one that threw', () => {
  const problem = drawProblem(draw);
  const [a, b] = [counted(), counted()];
  follow(a.optimizer, problem);
  follow(b.optimizer, problem);
  expect([a.runs(), b.runs()]).toEqual([1, 1]);
  let throws = true;
  const fails: Optimizer = { ...sgd, update: (given) => (throws ? expect.fail('not yet') : sgd.update(given)) };
  expect(() => follow(fails, problem)).toThrow('not yet');
  throws = false;
  expect(follow(fails, problem)).toEqual(follow(a.optimizer, problem));
});
