import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runArms } from '../../../src/experiments/run-arms.ts';
import { equilibriumMetrics, equilibriumQuantities } from '../../../src/laws/statistical/comparisons.ts';
import { armsOf } from '../../../src/laws/statistical/equilibrium-arms.ts';
import { pairsAroundEquilibrium } from '../../../src/laws/statistical/equilibrium-pairs.ts';
import { objective } from '../../../src/objectives/reference.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { mean, sampleStandardDeviation } from '../../../src/statistics/descriptive.ts';
import { contextOf, subjectOf } from '../asking.ts';

test('arms of equal rates are read at the same steps, whatever their histories are: common noise then cancels', async () => {
  const context = contextOf(subjectOf(sgd), { objective: objective('isotropic-noise?alpha=0.5') });
  const kinds = await pairsAroundEquilibrium(context, 1);
  for (const pairs of [kinds.near([0.05]), kinds.far([0.05]), kinds.histories([0.05])]) {
    fc.assert(
      fc.property(pairs, fc.constantFrom(0.25, 1, 2), (pair, stretch) => {
        const [first, second] = armsOf(context, pair, stretch);
        expect(first.windows).toEqual(second.windows);
      }),
      { seed: 1, numRuns: 20 },
    );
  }
  const [pair] = fc.sample(kinds.histories([0.05]), { seed: 1, numRuns: 1 });
  expect([pair.first.trained, pair.second.earlier === 1]).toEqual([true, false]);
  const bench = { ...context, optimizer: sgd };
  const { readings } = await runArms(bench, 'test', armsOf(context, pair, 1), equilibriumMetrics(context), {
    first: 0,
    count: 16,
  });
  const [rate] = equilibriumQuantities(context);
  const values = readings.map((reading) => rate.value(reading, reading));
  // Noise of its own would scatter by 0.2.
  expect(sampleStandardDeviation(values)).toBeLessThan(0.05);
  expect(Math.abs(mean(values))).toBeLessThan(0.05);
});
