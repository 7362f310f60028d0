import { describe, expect, test } from 'vitest';
import { ingredientOf } from '../../../src/laws/statistical/ingredients.ts';
import { defineObjective } from '../../../src/objectives/define-objective.ts';
import { objective } from '../../../src/objectives/reference.ts';

const triple = { learningRate: 1, weightDecay: 0.1, initScale: 1 };

describe('what an objective does not fulfil is named, and is the objective', () => {
  test.each([
    [
      'digits-mlp?widths=8&topLayer=trained',
      'limit-not-invariant',
      /^top\.weight is trained with weight decay and not scale-invariant/,
    ],
    ['digits-mlp?widths=8&bias=trained&gain=trained', 'limit-not-invariant', /are trained with weight decay/],
    [
      'digits-mlp?widths=8&epsilon=0.001',
      'limit-epsilon',
      /^the normaliser's epsilon of 0\.001 is a scale of its own, which acts from 2\^-\d+/,
    ],
    ['smoothed-von-mises-fisher', 'limit-epsilon', /epsilon of 0\.01/],
  ])('%s', (reference, cause, words) => {
    expect(ingredientOf(objective(reference), triple)).toEqual({
      blame: 'objective',
      cause,
      sentence: expect.stringMatching(words),
    });
  });

  test('several at once, the first as cause', () => {
    const { cause, sentence } = ingredientOf(objective('digits-mlp?widths=8&topLayer=trained&epsilon=0.001'), triple);
    expect(cause).toBe('limit-not-invariant');
    expect(sentence).toMatch(/top\.weight .*; the normaliser's epsilon/);
  });

  test('an epsilon that nobody declares is measured', () => {
    const smoothed = objective('smoothed-von-mises-fisher');
    const silent = defineObjective({ ...smoothed, normaliserEpsilon: 0, reference: 'silent' });
    expect(ingredientOf(silent, triple)).toMatchObject({
      cause: 'limit-epsilon',
      sentence: expect.stringMatching(/^a constant beside the weights is a scale of its own/),
    });
  });

  test('units without gradient', () => {
    const sphere = objective('von-mises-fisher?dimension=4');
    const idle = defineObjective({
      ...sphere,
      reference: 'idle',
      parameters: [...sphere.parameters, { name: 'idle', shape: [3] }],
      groups: [...sphere.groups, { name: 'idle', tensors: [1] }],
      instantiate(precision) {
        const instance = sphere.instantiate(precision);
        return {
          initialise(tensors, stream) {
            instance.initialise(tensors.slice(0, 1), stream);
            tensors[1].data.fill(1);
          },
          gradient(tensors, gradients, stream) {
            gradients[1].data.fill(0);
            return instance.gradient(tensors.slice(0, 1), gradients.slice(0, 1), stream);
          },
          evaluate: (tensors) => instance.evaluate(tensors.slice(0, 1)),
        };
      },
    });
    expect(ingredientOf(idle, triple)).toMatchObject({
      blame: 'objective',
      cause: 'limit-dead-units',
      sentence: expect.stringMatching(/weights only decay: idle$/),
    });
  });
});

describe('where everything is fulfilled, it is the conjecture', () => {
  test('which a barrier shows, if runs came from the ends of a metric', () => {
    expect(ingredientOf(objective('two-basins'), { ...triple, apart: 'basin' })).toMatchObject({
      blame: 'conjecture',
      cause: 'limit-barrier',
      sentence: expect.stringMatching(/^runs that start where basin is least .* a barrier/),
    });
  });

  test.each(['two-basins', 'digits-mlp?widths=8', 'isotropic-noise'])('%s', (reference) => {
    for (const counterexample of [triple, { ...triple, apart: '' }])
      expect(ingredientOf(objective(reference), counterexample)).toMatchObject({ blame: 'conjecture', cause: 'limit-start' });
  });
});
