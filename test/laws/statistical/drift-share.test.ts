import { expect, test } from 'vitest';
import { fastestEngine } from '../../../src/dynamics/fastest-engine.ts';
import type { Engine } from '../../../src/experiments/experiment.ts';
import { OutsideDomain } from '../../../src/laws/law.ts';
import { demandNoise, driftShare } from '../../../src/laws/statistical/drift-share.ts';
import { objective } from '../../../src/objectives/reference.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { contextOf, subjectOf } from '../asking.ts';

const shareOf = (reference: string): Promise<number> => driftShare(objective(reference), fastestEngine, 0.05);
const demand = (reference: string): Promise<void> => demandNoise(contextOf(subjectOf(sgd), { objective: objective(reference) }));

test('pure noise drifts nowhere', async () => {
  expect(Math.abs(await shareOf('isotropic-noise'))).toBeLessThan(0.05);
});

test('a drift that dwarfs the noise is nearly all of the gradient', async () => {
  expect(await shareOf('von-mises-fisher?kappa=1&noise=0.001')).toBeGreaterThan(0.95);
});

test('drift and noise in between show as their shares', async () => {
  // In two dimensions at low temperature ‖∇L‖² ≈ κT; the noise has σ².
  const [weak, strong] = [await shareOf('digits-mlp?widths=8&batch=4'), await shareOf('digits-mlp?widths=8&batch=512')];
  expect(weak).toBeGreaterThan(-0.1);
  expect(weak).toBeLessThan(0.5);
  expect(strong).toBeGreaterThan(weak + 0.2);
});

test('equilibrium is not claimed where there is nearly no noise, and is where there is', async () => {
  await expect(demand('von-mises-fisher?kappa=1&noise=0.001')).rejects.toThrow(OutsideDomain);
  await expect(demand('von-mises-fisher?kappa=1&noise=0.001')).rejects.toThrow(/is the same for every sample/);
  await expect(demand('isotropic-noise')).resolves.toBeUndefined();
  await expect(demand('digits-mlp?widths=8&batch=8')).resolves.toBeUndefined();
});

test('is measured once for an objective and a rate', async () => {
  let runs = 0;
  const counting: Engine = { ...fastestEngine, run: (experiment) => ((runs += 1), fastestEngine.run(experiment)) };
  const sphere = objective('von-mises-fisher');
  const first = await driftShare(sphere, counting, 0.1);
  expect(await driftShare(sphere, counting, 0.1)).toBe(first);
  expect(runs).toBe(1);
  await driftShare(sphere, counting, 0.2);
  expect(runs).toBe(2);
});
