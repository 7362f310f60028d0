import { settingAfter } from './decay-hypothesis.ts';
import type { Profile } from './profile.ts';

/**
 * What multiple of the decay of its kind a design applies at constant η and λ: 1, unless an option or a constant scales it.
 *
 * @returns a number relative to ηλ, or to λ where the decay is independent
 */
export function decayStrength({ decay: { strength } }: Pick<Profile, 'decay'>): number {
  return strength?.(settingAfter(undefined, 1, 1)) ?? 1;
}

/** Why a law that needs the decay to be as strong as its kind says does not apply; `undefined` where it is. */
export function otherStrength(profile: Pick<Profile, 'decay'>): string | undefined {
  const strength = decayStrength(profile);
  return Math.abs(strength - 1) <= 1e-6
    ? undefined
    : `the decay is ${Number(strength.toPrecision(4))} times that of its kind, so that λ is not its rate`;
}
