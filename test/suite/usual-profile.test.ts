import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import type { Profile } from '../../src/inference/profile.ts';
import { laws } from '../../src/laws/index.ts';
import { exactConfigurations } from '../../src/laws/exact/drawn.ts';
import { adamwIndependent } from '../../src/optimizers/adamw-independent.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { lamb } from '../../src/optimizers/lamb.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { isUsual, ProfileUnknown, usualProfile } from '../../src/suite/usual-profile.ts';

const drawn = (optimizer: Optimizer, profile: Profile): unknown[] =>
  fc.sample(exactConfigurations({ optimizer, profile }, { orbit: 2 }, {}), { seed: 1, numRuns: 30 });

describe('the profile of a subject that is not measured yet', () => {
  test.each([
    [adamw, true],
    [sgd, true],
    // The share of the weights that decays is λ itself.
    [adamwIndependent, false],
    // Steps are proportional to the weights.
    [lamb, false],
  ])('draws the configurations of a usual one: $name', (optimizer, usual) => {
    const profile = inferProfile(optimizer);
    expect(isUsual(profile)).toBe(usual);
    if (usual) expect(drawn(optimizer, usualProfile)).toEqual(drawn(optimizer, profile));
    else expect(drawn(optimizer, usualProfile)).not.toEqual(drawn(optimizer, profile));
  });

  test('says of nothing else what it is', () => {
    expect(() => usualProfile.findings).toThrow(ProfileUnknown);
    expect(() => usualProfile.fill).toThrow(ProfileUnknown);
    expect(isUsual({ ...inferProfile(adamw), use: { notes: [] } })).toBe(false);
  });

  test('is enough for the laws that say so, of what obeys them', async () => {
    const early = laws.filter(({ ahead }) => ahead === true);
    expect(early.map(({ id }) => id)).toEqual(['drive-invariance', 'resume']);
    for (const law of early) {
      const context = (profile: Profile) =>
        ({ subject: { optimizer: adamw, profile }, seed: 1, configurations: 60, objective: { name: 'none' } }) as never;
      expect(await law.check(context(usualProfile))).toEqual(await law.check(context(inferProfile(adamw))));
    }
  });
});
