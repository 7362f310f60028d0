// $ npx vitest run property.test.ts --root examples
// | 2 passed

import fc from 'fast-check';
import { equivalentPairs, iterate, nesterov, sgd } from 'intrinsic-lr';
import 'intrinsic-lr/vitest';
import { expect, test } from 'vitest';

test('Nesterov momentum obeys a law', async () => {
  await expect(nesterov).toSatisfyLaw('scaling-symmetry');
});

test('a step of SGD without a gradient decays by 1 − ηλ, whatever the pair', () => {
  fc.assert(
    fc.property(equivalentPairs(), ({ first, second }) => {
      for (const { learningRate, weightDecay } of [first, second])
        expect(iterate(sgd, [1], [[0]], { learningRate, weightDecay })[0]).toBeCloseTo(1 - learningRate * weightDecay, 12);
    }),
    { seed: 1 },
  );
});
