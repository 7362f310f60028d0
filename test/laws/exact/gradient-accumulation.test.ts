import { describe, expect, test } from 'vitest';
import { accumulateGradients } from '../../../src/optimizers/accumulate-gradients.ts';
import { optimizers } from '../../../src/optimizers/index.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { builtinOptimizer } from '../../../src/optimizers/reference.ts';
import { applies, expectHolds, expectRefuted, lawOf, loadModule, planted, simplest, smallNetwork, subjectOf } from '../asking.ts';

const law = lawOf('gradient-accumulation');
const seen = { ...simplest, shapes: [[3]] };

describe('holds for', () => {
  test.each(['sgd-four-micro-batches', 'heavy-ball-four-micro-batches', 'adamw-four-micro-batches'])('%s', async (name) => {
    expectHolds(law, await planted(`correct/${name}`));
  });

  test.each([2, 3, 8])('any built-in over %i micro-batches', (n) => {
    for (const name of ['adam', 'nesterov', 'lion'])
      expectHolds(law, accumulateGradients(builtinOptimizer(name), n), { configurations: 20 });
  });
});

test('is not claimed of optimizers that declare no micro-batches', () => {
  const { profile } = subjectOf(sgd);
  for (const optimizer of optimizers)
    expect(law.applies({ optimizer, profile }, smallNetwork)).toBe('no micro-batches are declared');
  expect(applies(law, accumulateGradients(builtinOptimizer('sgd'), 1))).toBe('no micro-batches are declared');
});

describe('refutes', () => {
  test.each<[string, number, RegExp]>([
    ['sgd-sums-micro-batches', 3, /4 gradients are summed, not averaged/],
    ['sgd-decays-each-micro-batch', Infinity, /move at call 1 of 4/],
    ['sgd-micro-batches-off-by-one', Infinity, /move at call 1 of 4/],
    ['sgd-micro-batches-never-cleared', 1, /accumulator of gradients is never cleared/],
  ])('%s', async (name, effect, diagnosis) => {
    expect((await expectRefuted(law, () => planted(name), { counterexample: seen, diagnosis })).effect).toBe(effect);
  });

  test('a micro-batch that is left out', async () => {
    const load = () => loadModule(new URL('../../quality/further-bugs/sgd-drops-last-micro-batch.mjs', import.meta.url));
    await expectRefuted(law, load, { counterexample: seen, diagnosis: /depends on more than the mean of the 4 gradients/ });
  });
});
