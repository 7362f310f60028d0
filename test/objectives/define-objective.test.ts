import { describe, expect, test } from 'vitest';
import { zeros } from '../../src/arithmetic/tensor.ts';
import { defineObjective, type ObjectiveDefinition } from '../../src/objectives/define-objective.ts';
import { stream } from '../../src/random/stream.ts';

const definition: ObjectiveDefinition = {
  name: 'mine',
  parameters: [
    { name: 'w', shape: [3, 2] },
    { name: 'b', shape: [2] },
  ],
  instantiate: () => ({ initialise: ([{ data }]) => void data.fill(2), gradient: () => 7 }),
};

test('what is left out takes its default', () => {
  const objective = defineObjective(definition);
  expect(objective).toMatchObject({
    reference: 'mine',
    description: '',
    groups: [],
    normaliserEpsilon: 0,
    noise: 'minibatch',
    metrics: [],
  });
  const instance = objective.instantiate('float64');
  const parameters = [zeros([3, 2], 'float64'), zeros([2], 'float64')];
  instance.initialise(parameters, stream(1));
  expect(parameters[0].data[5]).toBe(2);
  expect(instance.gradient(parameters, parameters, stream(1))).toBe(7);
  expect(instance.evaluate(parameters)).toEqual([]);
});

test('an instance may be of a class', () => {
  class Instance {
    private readonly loss = 4;
    initialise(): void {}
    gradient(): number {
      return this.loss;
    }
  }
  expect(
    defineObjective({ ...definition, instantiate: () => new Instance() })
      .instantiate('float64')
      .gradient([], [], stream(1)),
  ).toBe(4);
});

describe('errors name the field, what was received and what was expected', () => {
  test.each<[string, Record<string, unknown>]>([
    ['name "", expected a non-empty string', { name: '' }],
    ['reference 3, expected a non-empty string', { reference: 3 }],
    ['description 3, expected a string', { description: 3 }],
    ['parameters [], expected a non-empty list', { parameters: [] }],
    ['parameters[0].name undefined', { parameters: [{ shape: [1] }] }],
    ['parameters[0].shape [0], expected a list of positive integers', { parameters: [{ name: 'w', shape: [0] }] }],
    ['parameter names w, w, expected each name once', { parameters: [0, 1].map(() => ({ name: 'w', shape: [1] })) }],
    ['groups 1, expected a list', { groups: 1 }],
    ['groups[0].tensors [], expected a non-empty list', { groups: [{ name: 'g', tensors: [] }] }],
    ['groups[0].tensors tensor 2, expected an index from 0 to 1', { groups: [{ name: 'g', tensors: [2] }] }],
    ['groups[1].tensors tensor 0 again', { groups: [0, 1].map((i) => ({ name: `g${i}`, tensors: [0] })) }],
    ['groups[0].columns 3, expected the number of columns', { groups: [{ name: 'g', tensors: [0], columns: 3 }] }],
    ['groups[0].columns 2, expected the number of columns', { groups: [{ name: 'g', tensors: [0, 1], columns: 2 }] }],
    ['groups[0].columns 2, expected the number of columns', { groups: [{ name: 'g', tensors: [1], columns: 2 }] }],
    ['normaliserEpsilon -1, expected a number ≥ 0', { normaliserEpsilon: -1 }],
    ['noise "loud", expected minibatch, injected or none', { noise: 'loud' }],
    ['metrics [""], expected a list of names', { metrics: [''] }],
    ['metrics ["a","a"], expected each name once', { metrics: ['a', 'a'] }],
    ['instantiate {}, expected a function', { instantiate: {} }],
  ])('%s', (message, change) => {
    const wrong = { ...definition, ...change } as ObjectiveDefinition;
    expect(() => defineObjective(wrong)).toThrow(
      expect.objectContaining({ code: 'BAD_OBJECTIVE', message: expect.stringContaining(message) }),
    );
  });

  test('what is no object at all', () => {
    expect(() => defineObjective(undefined as unknown as ObjectiveDefinition)).toThrow('type undefined, expected a plain object');
  });

  test('methods that are missing are found when an instance is made', () => {
    expect(() => defineObjective({ ...definition, metrics: ['a'] }).instantiate('float64')).toThrow(
      'instantiate().evaluate undefined, expected a function',
    );
    const empty = { ...definition, instantiate: () => ({}) } as unknown as ObjectiveDefinition;
    expect(() => defineObjective(empty).instantiate('float64')).toThrow('instantiate().initialise undefined');
  });
});
