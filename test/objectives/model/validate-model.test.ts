import { expect, test } from 'vitest';
import { isTensorFlowModel, validateModel } from '../../../src/objectives/model/validate-model.ts';

const model = { name: 'm', parameters: { w: [2] }, loss: () => 1 };

test('a model is itself, also inside of a namespace', () => {
  expect(validateModel(model, 'm.mjs')).toBe(model);
  expect(validateModel({ default: { default: model } }, 'm.mjs')).toBe(model);
  expect(isTensorFlowModel(model)).toBe(false);
  expect(isTensorFlowModel({ ...model, loss: (_tensors: unknown, _tf: unknown) => 1 })).toBe(true);
  expect(isTensorFlowModel({ ...model, framework: 'tfjs' })).toBe(true);
});

test.each<[unknown, RegExp]>([
  [undefined, /there is no default export/],
  [7, /it is 7/],
  [() => model, /it is a function/],
  [{ name: 'sgd', init() {}, update() {} }, /looks like an optimizer/],
  [
    { ...model, name: '', loss: 3 },
    /name: expected a non-empty string, received ""\n {2}- loss: expected a function, received 3/,
  ],
  [{ ...model, parameters: undefined }, /parameters: expected names with shapes/],
  [{ ...model, parameters: {} }, /at least one tensor/],
  [{ ...model, parameters: { w: [2, 0] } }, /parameters\.w: expected a shape, a list of positive integers, received \[2,0\]/],
  [{ ...model, parameters: [{ name: 'w', shape: 3 }] }, /parameters\.w: expected a shape/],
  [{ ...model, parameters: [1, 2].map(() => ({ name: 'w', shape: [1] })) }, /each name once, received w, w/],
  [{ ...model, batch: 1, noise: 'some' }, /batch: expected a function.*\n.*noise: expected 'minibatch' or 'none'/],
  [{ ...model, model: {} }, /model: expected a model of tf\.layers/],
])('%j is refused', (value, message) => {
  expect(() => validateModel(value, 'm.mjs')).toThrow(
    expect.objectContaining({ code: 'MODEL_INVALID', message: expect.stringMatching(message) }),
  );
});
