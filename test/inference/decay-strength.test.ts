import { describe, expect, test } from 'vitest';
import { decayStrength, otherStrength } from '../../src/inference/decay-strength.ts';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import { reachesEquilibrium } from '../../src/laws/statistical/equilibrium-start.ts';
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
