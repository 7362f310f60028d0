import { expect, test } from 'vitest';
import { inferProfile } from '../../../src/inference/infer-profile.ts';
import type { Law, Subject } from '../../../src/laws/law.ts';
import { effectiveRateScaling } from '../../../src/laws/statistical/effective-rate-scaling.ts';
import { adiabatic, quickMoments, scalingRates } from '../../../src/laws/statistical/equilibrium-start.ts';
import { objective } from '../../../src/objectives/reference.ts';
import { adamw } from '../../../src/optimizers/adamw.ts';
import { heavyBall } from '../../../src/optimizers/heavy-ball.ts';
import { muon } from '../../../src/optimizers/muon.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { checkLaw } from '../../../src/suite/check-law.ts';

const subjectOf = (optimizer: Optimizer): Subject => ({ optimizer, profile: inferProfile(optimizer) });
const unusual = async (name: string): Promise<Optimizer> =>
  ((await import(`../../quality/unusual-optimizers/${name}.mjs`)) as { default: Optimizer }).default;
const asked = (law: Law, optimizer: Optimizer): true | string => law.applies(subjectOf(optimizer), objective('isotropic-noise'));

test('moments, and the momentum of rules that are not linear, are made quick, and waited for', () => {
  const { changed, hyperparameters, time } = quickMoments(subjectOf(adamw));
  expect(changed).toEqual({ beta2: 0.95 });
  expect(hyperparameters).toMatchObject({ beta1: 0.9, beta2: 0.95 });
  expect(time).toBeCloseTo(120, 9);
  const slow = { ...muon, hyperparameters: { ...muon.hyperparameters, momentum: 0.99 } };
  expect(quickMoments(subjectOf(slow)).changed).toEqual({ momentum: 0.95 });
  expect(quickMoments(subjectOf(heavyBall))).toMatchObject({ changed: {}, time: 0 });
});

test('scaling is asked at slow rates where it is of leading order only', async () => {
  const rates = [0.1, 0.05, 0.01];
  expect(scalingRates(subjectOf(sgd), rates)).toEqual(rates);
  expect(scalingRates(subjectOf(heavyBall), rates)).toEqual([0.05, 0.01]);
  // Decoupled decay beside momentum: corrections are of order κ/(1 − μ).
  const decoupled = await unusual('sgdw-momentum');
  expect(scalingRates(subjectOf(decoupled), rates)).toEqual([0.01]);
  const verdict = await checkLaw('effective-rate-scaling', decoupled, { objective: 'isotropic-noise', seed: 1 });
  expect(verdict.verdict).toBe('holds');
  expect(asked(effectiveRateScaling, decoupled)).toBe(true);
});

test('decay is drawn slow beside momentum in both arms, however slow that has to be', () => {
  const rates = [0.1, 0.02, 0.01];
  expect(adiabatic(rates, 1, 0)).toEqual(rates);
  expect(adiabatic(rates, 1, 0.95)).toEqual([0.02, 0.01]);
  for (const [ratio, momentum] of [
    [1, 0.99],
    [5, 0.95],
  ])
    for (const rate of adiabatic(rates, ratio, momentum)) expect(rate * ratio).toBeLessThan(0.53 * (1 - momentum));
});
