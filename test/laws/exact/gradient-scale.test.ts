import { coordinatewise } from '../../inference/rules.ts';
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
    ['sgd-clips-gradient-norm', /gradients are clipped at an absolute size/],
    ['adamw-hidden-epsilon', /an epsilon of about 0.001 that is no option/],
    ['sgd-normalised-gradient', /does not follow the size of the gradient as exponent 2 of η says/],
  ])('%s', async (name, diagnosis) => {
    await expectRefuted(law, () => planted(name), { counterexample: seen, diagnosis });
  });
});

test('is not claimed where no exponents keep directions', () => {
  const drifting = coordinatewise(({ w, g, learningRate }) => w - learningRate * g - 1e-6);
  expect(applies(law, drifting)).toMatch(/no exponents keep the directions/);
  expect(applies(law, 'radam')).toMatch(/exempt by contract/);
});

test('holds where what has a dimension is small beside the gradients, or not reached by them', async () => {
  for (const name of ['sgd-clips-gradient-norm', 'adamw-hidden-epsilon']) {
    const { contract: _, ...bare } = await planted(name);
    expectHolds(law, bare);
  }
});
