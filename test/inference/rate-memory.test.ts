import { describe, expect, test } from 'vitest';
import { cappedRate, compoundedMomentum, compoundedRate } from '../../src/inference/rate-memory.ts';
import { adafactorScaled } from '../../src/optimizers/adafactor-scaled.ts';
import { heavyBall } from '../../src/optimizers/heavy-ball.ts';
import { lars } from '../../src/optimizers/lars.ts';
import { muon } from '../../src/optimizers/muon.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import { coordinatewise } from './rules.ts';

/** The optimizer, at the rate that all rates so far say. */
function rated(optimizer: Optimizer, choose: (seen: readonly number[]) => number): Optimizer {
  return {
    ...optimizer,
    init: (problem) => ({ inner: optimizer.init(problem), seen: [] }),
    copyState: (state) => structuredClone(state),
    update(context) {
      const { inner, seen } = context.state;
      seen.push(context.learningRate);
      optimizer.update({ ...context, learningRate: choose(seen), state: inner });
    },
  };
}

const hosts = [adafactorScaled, heavyBall, lars, muon];

describe('a rate that is multiplied up', () => {
  test.each(hosts)('is found in $name by the first one', (optimizer) => {
    const twice = rated(optimizer, (seen) => (seen.at(-1)! * seen.at(-1)!) / seen[0]);
    expect(compoundedRate(twice, 0)?.cause).toBe('rate-change-compounds');
  });

  test.each(hosts)('is found in $name by those between', (optimizer) => {
    const product = rated(optimizer, (seen) => seen.reduce((all, rate) => (all * rate) / seen[0], seen[0]));
    expect(compoundedRate(product, 0)?.cause).toBe('rate-change-compounds');
  });

  // The momentum of LARS has the rate inside, so that a ratio is mixed with those of earlier steps.
  test.each(hosts.filter((host) => host !== lars))('is found in $name by the one before', (optimizer) => {
    const ratio = rated(optimizer, (seen) => seen.at(-1)! ** 2 / (seen.at(-2) ?? seen[0]));
    expect(compoundedRate(ratio, 0)).toMatchObject({ sentence: expect.stringContaining('the step before it') as string });
  });

  test('is not the rate of the step before alone', () => {
    const stale = rated(muon, (seen) => seen.at(-2) ?? seen[0]);
    expect(compoundedRate(stale, 0)).toBeUndefined();
  });

  test('is not the rate of the first step, which is somebody’s design', () => {
    expect(
      compoundedRate(
        rated(muon, ([first]) => first),
        0,
      ),
    ).toBeUndefined();
  });

  test.each(optimizers)('is not found in $name', (optimizer) => {
    expect(compoundedRate(optimizer, 0)).toBeUndefined();
  });
});

describe('a momentum that is multiplied by a ratio of rates', () => {
  /** Momentum with the rate inside, which is rescaled by the rate over that of some step before. */
  const rescaled = (before: (seen: readonly number[]) => number): Optimizer =>
    rated(
      coordinatewise(({ w, g, learningRate: packed, memory }) => {
        const ratio = Math.floor(packed * 2 ** 20) / 2 ** 10;
        const rate = packed * 2 ** 20 - Math.floor(packed * 2 ** 20);
        memory.b = 0.9 * ratio * (memory.b ?? 0) - rate * g;
        return w + memory.b;
      }),
      // Both numbers in one: the ratio in units of 2^−10 before the point, the rate behind it.
      (seen) => (Math.round((seen.at(-1)! / before(seen)) * 2 ** 10) + seen.at(-1)!) / 2 ** 20,
    );

  test('of the first step is found', () => {
    expect(
      compoundedMomentum(
        rescaled(([first]) => first),
        0,
      )?.cause,
    ).toBe('rate-change-compounds');
  });

  test('of the step before is a design', () => {
    expect(
      compoundedMomentum(
        rescaled((seen) => seen.at(-2) ?? seen[0]),
        0,
      ),
    ).toBeUndefined();
    expect(
      compoundedMomentum(
        rescaled((seen) => seen.at(-1)!),
        0,
      ),
    ).toBeUndefined();
  });

  test('is found in no optimizer that ships with the package', () => {
    for (const optimizer of optimizers)
      expect([optimizer.name, compoundedMomentum(optimizer, 0)]).toEqual([optimizer.name, undefined]);
  });
});

describe('a cap on the rate', () => {
  test.each(hosts)('is found in $name with its number', (optimizer) => {
    const capped = rated(optimizer, (seen) => Math.min(seen.at(-1)!, 0.003));
    expect(cappedRate(capped, 0)?.sentence).toMatch(/from 0\.003 on/);
  });

  test('is none where an option says it, and is found beside one that multiplies the rate', () => {
    const said = (choose: (rate: number, limit: number) => number): Optimizer =>
      coordinatewise(({ w, g, learningRate, hyperparameters: { limit } }) => w - choose(learningRate, limit) * g, {
        hyperparameters: { mu: 0.9, limit: 0.25 },
      });
    expect(
      cappedRate(
        said((rate, limit) => Math.min(rate, limit)),
        0,
      ),
    ).toBeUndefined();
    expect(
      cappedRate(
        said((rate, limit) => Math.min(rate, limit ** 2)),
        0,
      ),
    ).toBeUndefined();
    expect(
      cappedRate(
        said((rate, scale) => Math.min(scale * rate, 0.01)),
        0,
      )?.cause,
    ).toBe('rate-capped');
  });

  test('is not one that falls with the steps, as in Adafactor, nor one of the step', () => {
    const falling = rated(muon, (seen) => Math.min(seen.at(-1)!, 0.1 / Math.sqrt(seen.length)));
    expect(cappedRate(falling, 0)).toBeUndefined();
    const clipped: Optimizer = {
      name: 'clipped steps',
      init: () => ({}),
      update({ parameters, gradients, learningRate }) {
        parameters.forEach(({ data }, i) => {
          for (let j = 0; j < data.length; j++) data[j] -= Math.max(-1e-3, Math.min(1e-3, learningRate * gradients[i].data[j]));
        });
      },
    };
    expect(cappedRate(clipped, 0)).toBeUndefined();
  });

  test.each(optimizers)('is not found in $name', (optimizer) => {
    expect(cappedRate(optimizer, 0)).toBeUndefined();
  });
});
