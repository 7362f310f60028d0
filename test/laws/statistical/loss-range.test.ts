import { expect, test } from 'vitest';
import { fastestEngine } from '../../../src/dynamics/fastest-engine.ts';
import { discrimination } from '../../../src/laws/statistical/discrimination.ts';
import { lossRange } from '../../../src/laws/statistical/loss-range.ts';
import { objective } from '../../../src/objectives/reference.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import type { Verdict } from '../../../src/laws/law.ts';
import { contextOf, subjectOf } from '../asking.ts';

const rangeOf = (reference: string): Promise<number> => lossRange(objective(reference), fastestEngine, 0.02);
const flat = 'noisy-rayleigh-quotient?dimension=4&condition=1.1';

test('a loss of nearly equal curvatures is hardly brought down, and others are', async () => {
  // At most ln(mean/least) of the curvatures, all of which lie in [1/1.1, 1].
  expect(Math.abs(await rangeOf(flat))).toBeLessThan(Math.log(1.1));
  expect(await rangeOf('noisy-rayleigh-quotient')).toBeGreaterThan(0.3);
  expect(await rangeOf('digits-mlp?widths=8&batch=8')).toBeGreaterThan(0.3);
});

test('nothing can be said of an objective without a loss, nor of one that is not positive', async () => {
  expect(await rangeOf('isotropic-noise')).toBe(Infinity);
  expect(await rangeOf('von-mises-fisher?kappa=0.1')).toBe(Infinity);
});

test('where noise decides the loss it is not compared, and what is compared can still fail', async () => {
  const ask = async (optimizer: Optimizer): Promise<Verdict> => {
    const context = contextOf({ ...subjectOf(sgd), optimizer }, { objective: objective(flat) });
    return discrimination.check({ ...context, replicaLimit: 128, alpha: 1e-6 });
  };
  const right = await ask(sgd);
  expect([right.verdict, right.observations]).toEqual(['holds', [expect.stringMatching(/^the loss is not compared: noise/)]]);
  expect(right.evidence).toMatchObject({ metrics: [{ metric: 'log-effective-rate' }, { metric: 'squared-angular-update' }] });

  // Decays at one rate, whatever it is told.
  const wrong = await ask({ ...sgd, update: (step) => sgd.update({ ...step, weightDecay: 0.05 / step.learningRate }) });
  expect([wrong.verdict, wrong.blame]).toEqual(['refuted', 'optimizer']);
});
