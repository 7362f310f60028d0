import { describe, expect, test } from 'vitest';
import { withoutOtherWeights } from '../../../src/inference/decay-mistakes/other-tensor.ts';
import { adamw, heavyBall, sgd } from '../../../src/optimizers/index.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';

/** The optimizer, with a second call for the last tensor. */
const twice = (optimizer: Optimizer): Optimizer => ({
  ...optimizer,
  init: ({ parameters }) => parameters.map((tensor) => optimizer.init({ parameters: [tensor] })),
  copyState: (state) => structuredClone(state),
  update({ parameters, gradients, state, ...given }) {
    for (const i of [...parameters.keys(), parameters.length - 1])
      optimizer.update({ ...given, parameters: [parameters[i]], gradients: [gradients[i]], state: (state as unknown[])[i] });
  },
});

describe('a decay that only looks like one of other weights', () => {
  test.each([heavyBall, sgd].map((optimizer) => [optimizer.name, optimizer] as const))('%s, twice', (_, optimizer) => {
    expect(withoutOtherWeights(twice(optimizer), 2, 0)).toMatchObject({ cause: 'tensors-influence-each-other' });
  });

  test('is one of other weights where these act', () => {
    const foreign: Optimizer = {
      ...sgd,
      update({ parameters, learningRate, weightDecay }) {
        const [first, , last] = parameters;
        for (let j = 0; j < last.data.length; j++) last.data[j] -= learningRate * weightDecay * first.data[j];
      },
    };
    expect(withoutOtherWeights(foreign, 2, 0)).toBeUndefined();
  });

  test('is none of a tensor that is stepped twice where a pipeline has not come to it yet', () => {
    const stages: Optimizer = {
      ...sgd,
      init: ({ parameters }) => parameters.map(() => []),
      update({ parameters, gradients, state, ...given }) {
        for (const [i, waiting] of (state as unknown as (typeof gradients)[number][][]).entries()) {
          waiting.push(structuredClone(gradients[i]));
          if (waiting.length < parameters.length - i) continue;
          sgd.update({ ...given, parameters: [parameters[i]], gradients: [waiting.shift()!], state: {} as never });
        }
      },
    };
    expect(withoutOtherWeights(stages, 1, 0)).toMatchObject({ cause: 'unexplained' });
  });

  test('stays unknown in a sound rule', () => {
    expect(withoutOtherWeights(adamw, 2, 0)).toMatchObject({ cause: 'unexplained' });
  });
});
