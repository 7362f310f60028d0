import { describe, expect, test } from 'vitest';
import { applies, expectHolds, expectRefuted, lawOf, loadModule, planted, simplest } from '../asking.ts';

const law = lawOf('gradient-scale');
const seen = { ...simplest, shapes: [[3]], size: 0, exponent: 1, steps: 1, rates: [1] };

describe('holds for', () => {
  test.each(['sgd', 'nesterov', 'adam', 'adamw', 'adadelta', 'rmsprop-tf', 'lion', 'muon', 'lars', 'lamb', 'adafactor-scaled'])(
    '%s',
    (name) => {
      expectHolds(law, name);
    },
  );

  test('clipping in proportion to the weights', async () => {
    expectHolds(law, await loadModule(new URL('../../quality/unusual-optimizers/adaptive-clipping.mjs', import.meta.url)));
  });
});

describe('refutes', () => {
  test.each<[string, RegExp]>([
    ['sgd-clips-gradient-norm', /gradients of size 2\^0 and 2\^1 are not treated alike: a threshold/],
    ['adamw-hidden-epsilon', /a threshold or epsilon with the dimension of a gradient is hidden/],
    ['sgd-normalised-gradient', /does not follow the size of the gradient as exponent 2 of η says/],
  ])('%s', async (name, diagnosis) => {
    await expectRefuted(law, () => planted(name), { counterexample: seen, diagnosis });
  });
});

test('is not claimed where no exponents keep directions', async () => {
  const { contract: _, ...bare } = await planted('sgd-clips-gradient-norm');
  expect(applies(law, bare)).toMatch(/no exponents keep the directions/);
  expect(applies(law, 'radam')).toMatch(/exempt by contract/);
});
