import { describe, expect, test } from 'vitest';
import { decayStrength, otherDecay, otherDrop, otherStrength } from '../../src/inference/decay-strength.ts';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import { reachesEquilibrium } from '../../src/laws/statistical/equilibrium-domain.ts';
import { rotationalEquilibrium } from '../../src/laws/statistical/rotational-equilibrium.ts';
import { objective } from '../../src/objectives/reference.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** SGD whose rate has a floor, which its decay is multiplied by. */
const floored: Optimizer = {
  name: 'floored',
  hyperparameters: { floor: 2 ** -10 },
  init: () => ({}),
  update({ parameters, gradients, learningRate, weightDecay, hyperparameters: { floor } }) {
    const rate = Math.max(learningRate, floor);
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) w[j] -= rate * (gradients[i].data[j] + floor * weightDecay * w[j]);
    });
  },
};

describe('a decay that an option scales', () => {
  const profile = inferProfile(floored);
  test('has its strength', () => expect(decayStrength(profile)).toBeCloseTo(2 ** -10, 9));

  test('is asked by no law of which λ is the rate', () => {
    const said = 'the decay is 0.0009766 times that of its kind, so that λ is not its rate';
    expect(reachesEquilibrium({ optimizer: floored, profile }, objective('isotropic-noise'))).toBe(said);
    expect(rotationalEquilibrium({ optimizer: floored, profile })).toBe(said);
  });
});

test('the decay of every optimizer of the package is as strong as its kind', () => {
  for (const optimizer of optimizers)
    expect([optimizer.name, otherStrength(inferProfile(optimizer))]).toEqual([optimizer.name, undefined]);
});

test('a decay that follows the peak of the rate is another one after a drop', () => {
  const corrected = optimizers.find(({ name }) => name === 'adamc')!;
  expect(otherDrop(inferProfile({ ...corrected, contract: undefined }))).toMatch(
    /^after a drop of the rate by 4 the decay is 0\.25 times/,
  );
  expect(otherDrop(inferProfile(floored))).toBeUndefined();
  expect(otherDrop(inferProfile(optimizers.find(({ name }) => name === 'adamw')!))).toBeUndefined();
});

describe('a decay that is not the same share of all weights', () => {
  const cautious: Optimizer = {
    ...floored,
    name: 'cautious',
    hyperparameters: {},
    update({ parameters, gradients, learningRate, weightDecay }) {
      parameters.forEach(({ data: w }, i) => {
        const g = gradients[i].data;
        for (let j = 0; j < w.length; j++) w[j] -= learningRate * (g[j] + (g[j] * w[j] >= 0 ? weightDecay * w[j] : 0));
      });
    },
  };
  const exempting: Optimizer = {
    ...cautious,
    name: 'exempting',
    update({ parameters, gradients, learningRate, weightDecay }) {
      parameters.forEach(({ data: w, shape }, i) => {
        const decay = shape.length > 1 ? weightDecay : 0;
        for (let j = 0; j < w.length; j++) w[j] -= learningRate * (gradients[i].data[j] + decay * w[j]);
      });
    },
  };
  const [matrix, vector] = [
    { name: 'W', shape: [4, 3] },
    { name: 'b', shape: [3] },
  ];

  test('is said in words, where nobody is at fault', () => {
    const profile = inferProfile(cautious);
    const said = 'only entries that the update shrinks too are decayed, so that ηλ is not the share that decays';
    expect(otherDecay(profile, [matrix])).toBe(said);
    const finding = { cause: 'decay-twice', sentence: 'it is wrong' } as const;
    expect(otherDecay({ ...profile, findings: { decay: finding } }, [matrix])).toBeUndefined();
  });

  test('is named by the tensor that is left out', () => {
    const profile = inferProfile(exempting);
    expect(otherDecay(profile, [matrix])).toBeUndefined();
    expect(otherDecay(profile, [matrix, vector])).toBe('b is left out of the decay, so that ηλ is not the share that decays');
  });

  test('is that of no optimizer of the package', () => {
    for (const optimizer of optimizers) expect(otherDecay(inferProfile(optimizer), [matrix, vector])).toBeUndefined();
  });
});
