import { expect, test } from 'vitest';
import { isSwitch } from '../../src/inference/is-switch.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** Steps that are longer by what is made of an option, where weights decay or everywhere. */
const lengthened = (by: (option: number) => number, isEverywhere = true): Optimizer => ({
  name: 'lengthened',
  hyperparameters: { option: 0 },
  init: () => ({}),
  update({ parameters, gradients, learningRate, weightDecay, hyperparameters: { option } }) {
    const factor = isEverywhere || weightDecay === 0 ? 1 + by(option) : 1;
    parameters.forEach(({ data: w }, i) => w.forEach((_, j) => (w[j] -= learningRate * factor * gradients[i].data[j])));
  },
});

/** What is neither off nor on is refused. */
function strict(option: number): number {
  if (option !== 0 && option !== 1) throw new Error('0 or 1');
  return option;
}

test.each<[string, (option: number) => number, boolean]>([
  ['on at everything but 0', (option) => (option ? 1 : 0), true],
  ['on at 1 only', (option) => (option === 1 ? 1 : 0), true],
  ['on above a half', (option) => (option > 0.5 ? 1 : 0), true],
  ['refused elsewhere', strict, true],
  ['a coefficient', (option) => option, false],
  ['a count', Math.floor, false],
  ['one of three kinds', (option) => (option === 1 ? 1 : option === 2 ? 3 : 0), false],
  ['never read', () => 1, false],
])('%s', (_, by, expected) => expect(isSwitch(lengthened(by), 'option', 0.1)).toBe(expected));

test('is seen at the decay at which it acts', () => {
  const free = lengthened((option) => (option > 0 ? 1 : 0), false);
  expect([0, 0.1].map((weightDecay) => isSwitch(free, 'option', weightDecay))).toEqual([true, false]);
});
