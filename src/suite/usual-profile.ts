import type { Profile } from '../inference/profile.ts';

/** A law has asked something of a profile that is not measured yet. */
export class ProfileUnknown extends Error {
  override readonly name = 'ProfileUnknown';
}

/** What drawing configurations asks of a profile, as it is of nearly every optimizer. */
const usual: Partial<Profile> = {
  weightDecay: { value: 'decoupled', from: 'inferred' },
  symmetry: { value: null, from: 'inferred' },
  use: undefined,
};

/**
 * Stands for the profile of a subject that is not measured yet, for laws that draw configurations by it and ask for more where something
 * deviates only (`Law.ahead`): what they find with it is what they find with any profile that `isUsual`.
 */
export const usualProfile: Profile = new Proxy(usual as Profile, {
  get(target, name: keyof Profile) {
    if (name in target) return target[name];
    throw new ProfileUnknown(`a law asks for ${String(name)} of a subject that is not measured yet`);
  },
});

/** Whether configurations are drawn by a profile as they are by `usualProfile`. */
export function isUsual({ weightDecay, symmetry, use }: Pick<Profile, 'weightDecay' | 'symmetry' | 'use'>): boolean {
  return weightDecay.value !== 'independent' && symmetry.value?.learningRate !== 0 && use === undefined;
}
