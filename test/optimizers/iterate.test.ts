import { expect, test } from 'vitest';
import { iterate } from '../../src/optimizers/iterate.ts';
import { defineOptimizer } from '../../src/optimizers/optimizer.ts';

test('hands an optimizer its gradients, rates, hyperparameters and steps', () => {
  const seen: unknown[] = [];
  const spy = defineOptimizer({
    name: 'spy',
    hyperparameters: { momentum: 0.9, epsilon: 1 },
    init: ({ parameters }) => ({ length: parameters[0].data.length }),
    update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters, step }) {
      seen.push({ state, gradient: [...gradients[0].data], learningRate, weightDecay, hyperparameters, step });
      parameters[0].data[0] += step;
    },
  });
  const start = [10, 20];
  expect(
    iterate(
      spy,
      start,
      [
        [1, 2],
        [3, 4],
      ],
      { learningRate: 0.5, momentum: 0 },
    ),
  ).toEqual([13, 20]);
  expect(start).toEqual([10, 20]);
  const common = { state: { length: 2 }, learningRate: 0.5, weightDecay: 0, hyperparameters: { momentum: 0, epsilon: 1 } };
  expect(seen).toEqual([
    { ...common, gradient: [1, 2], step: 1 },
    { ...common, gradient: [3, 4], step: 2 },
  ]);
  expect(iterate(spy, start, [], { learningRate: 0.5 })).toEqual(start);
});
