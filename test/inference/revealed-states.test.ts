import { expect, test } from 'vitest';
import { lookInto, revealsState } from '../../src/inference/revealed-states.ts';

test('a state of plain data is looked into, another one as it was told', () => {
  const state = { m: [1, 2] };
  expect(lookInto(state, true)?.()).toEqual([[1, 2]]);
  expect(lookInto(state, false)).toBeUndefined();
  revealsState(state, () => [[3]]);
  expect(lookInto(state, false)?.()).toEqual([[3]]);
  expect(lookInto({ ...state }, false)).toBeUndefined();
});
