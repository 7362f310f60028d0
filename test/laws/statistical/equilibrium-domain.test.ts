import { describe, expect, test } from 'vitest';
import { inferProfile } from '../../../src/inference/infer-profile.ts';
import type { Law, Subject } from '../../../src/laws/law.ts';
import { effectiveRateScaling } from '../../../src/laws/statistical/effective-rate-scaling.ts';
import { unlikeItsKind } from '../../../src/laws/statistical/equilibrium-domain.ts';
import { equilibrium } from '../../../src/laws/statistical/equilibrium.ts';
import { scalingRates } from '../../../src/laws/statistical/equilibrium-start.ts';
import { normBalance } from '../../../src/laws/statistical/norm-balance.ts';
import { rateDrop } from '../../../src/laws/statistical/rate-drop.ts';
import { objective } from '../../../src/objectives/reference.ts';
import { heavyBall } from '../../../src/optimizers/heavy-ball.ts';
import { optimizers } from '../../../src/optimizers/index.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { checkLaw } from '../../../src/suite/check-law.ts';
import { coordinatewise } from '../../inference/rules.ts';

const subjectOf = (optimizer: Optimizer): Subject => ({ optimizer, profile: inferProfile(optimizer) });
const unusual = async (name: string): Promise<Optimizer> =>
  ((await import(`../../quality/unusual-optimizers/${name}.mjs`)) as { default: Optimizer }).default;
const asked = (law: Law, optimizer: Optimizer): true | string => law.applies(subjectOf(optimizer), objective('isotropic-noise'));

test('equilibrium is claimed of responses that do not change, and do not clip', async () => {
  expect(asked(equilibrium, sgd)).toBe(true);
  expect(asked(equilibrium, await unusual('momentum-warm-up'))).toMatch(/changes in the course of a run/);
  expect(asked(equilibrium, await unusual('schedule-free'))).toMatch(/changes in the course of a run/);
  expect(asked(equilibrium, await unusual('adaptive-clipping'))).toMatch(/depends on their size/);
});

test('equilibria beside a very slow momentum are not waited for', () => {
  const slow = { ...heavyBall, hyperparameters: { ...heavyBall.hyperparameters, momentum: 0.999 } };
  expect(asked(equilibrium, slow)).toMatch(/more than 1000 steps/);
  expect(asked(effectiveRateScaling, slow)).toMatch(/more than 1000 steps/);
  expect(asked(normBalance, slow)).toMatch(/more than 1000 steps/);
  const usual = { ...heavyBall, hyperparameters: { ...heavyBall.hyperparameters, momentum: 0.99 } };
  expect(asked(equilibrium, usual)).toBe(true);
});

test('a drop is not asked of a velocity that keeps past rates', async () => {
  expect(asked(rateDrop, heavyBall)).toBe(true);
  expect(asked(rateDrop, await unusual('nesterov-keras'))).toMatch(/past learning rates stay in the velocity/);
});

describe('rules that nobody claimed to be what the laws speak of', () => {
  test('are compared at equal κ, and not scaled, where an option sets a size of gradients', () => {
    const sized = coordinatewise(
      ({ w, g, learningRate, weightDecay, hyperparameters: { sharpness } }) =>
        w * (1 - learningRate * weightDecay) - learningRate * Math.atan(sharpness * g),
      { hyperparameters: { sharpness: 4 } },
    );
    expect(asked(equilibrium, sized)).toBe(true);
    for (const law of [effectiveRateScaling, rateDrop])
      expect(asked(law, sized)).toBe('its response is another one for gradients of another size, which sharpness sets');
  });

  test('are not asked across a bound that no option moves', () => {
    const capped = coordinatewise(({ w, g, learningRate, weightDecay }) => {
      const move = learningRate * g;
      return w * (1 - learningRate * weightDecay) - Math.sign(move) * Math.min(Math.abs(move), 4);
    });
    expect(asked(equilibrium, capped)).toMatch(/^no entry moves by more than 4/);
  });

  test('are not asked where a constant of the code has the size of a gradient, unless that is next to nothing', () => {
    const adamWith = (epsilon: number): Optimizer =>
      coordinatewise(({ w, g, learningRate, weightDecay, memory }) => {
        memory.v = 0.95 * (memory.v ?? 0) + 0.05 * g * g;
        return w * (1 - learningRate * weightDecay) - (learningRate * g) / (Math.sqrt(memory.v) + epsilon);
      });
    expect(asked(equilibrium, adamWith(1e-8))).toBe(true);
    expect(asked(equilibrium, adamWith(1e-3))).toMatch(/^steps have a size of their own: an epsilon of about 0\.00\d /);
  });

  test('decay as no share of the weights', async () => {
    const cautious = coordinatewise(
      ({ w, g, learningRate, weightDecay }) => w - learningRate * (Math.sign(g) + (g * w >= 0 ? weightDecay * w : 0)),
    );
    expect(asked(equilibrium, cautious)).toMatch(/^only entries that the update shrinks too/);
    expect(asked(normBalance, cautious)).toMatch(/^only entries that the update shrinks too/);
    for (const optimizer of optimizers)
      expect([optimizer.name, unlikeItsKind(subjectOf(optimizer), objective('isotropic-noise'))]).toEqual([
        optimizer.name,
        undefined,
      ]);
    expect(await checkLaw('effective-rate-scaling', sgd, { objective: 'isotropic-noise', seed: 1 })).toMatchObject({
      verdict: 'holds',
    });
  });

  test('are asked at rates that are slow beside a memory that no coefficient tells of', () => {
    const hidden = coordinatewise(({ w, g, learningRate, weightDecay, memory }) => {
      memory.m = 0.9 * (memory.m ?? 0) + 0.1 * g;
      return w * (1 - learningRate * weightDecay) - learningRate * Math.sign(memory.m);
    });
    const [rate] = scalingRates(subjectOf(hidden), [0.05, 0.01]);
    expect(rate).toBeGreaterThan(0.004);
    expect(rate).toBeLessThan(0.0101);
  });
});
