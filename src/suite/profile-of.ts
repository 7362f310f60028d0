import { inferProfile } from '../inference/infer-profile.ts';
import type { Profile } from '../inference/profile.ts';
import { optimizers } from '../optimizers/index.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';

/** A rule that keeps nothing between its runs, and that nobody changes, is the same at every measurement. */
const builtin = new Map<Optimizer, Profile>();

/** The profile of an optimizer; that of a built-in one is measured once in each thread. */
export function profileOf(optimizer: Optimizer): Profile {
  const known = builtin.get(optimizer);
  if (known !== undefined) return known;
  const profile = inferProfile(optimizer);
  if (optimizers.includes(optimizer)) builtin.set(optimizer, profile);
  return profile;
}
