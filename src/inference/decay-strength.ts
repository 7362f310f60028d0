import { settingAfter, type DecayHypothesis } from './decay-hypothesis.ts';
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

/** Why a law that divides the rate in the course of a run does not apply: the decay does not follow it alone. */
export function otherDrop({ decay: { strength, kind } }: Pick<Profile, 'decay'>): string | undefined {
  if (strength === undefined) return undefined;
  const dropped = strength(settingAfter(settingAfter(undefined, 1, 1), 1 / 4, 1));
  return Math.abs(dropped - strength(settingAfter(undefined, 1, 1))) <= 1e-6
    ? undefined
    : `after a drop of the rate by 4 the decay is ${Number(dropped.toPrecision(4))} times that of its kind (${kind}): it follows the peak of the rate, or its course`;
}

const masks: Readonly<Record<NonNullable<DecayHypothesis['mask']>, string>> = {
  cautious: 'only entries that the update shrinks too are decayed',
  frozen: 'entries that a mask froze are not decayed',
};

/** Every other field, or why it needs no words: a hypothesis with a new one does not compile before this says what it means. */
type Told = 'kind' | 'order' | 'exempt' | 'strength' | 'mask';
const designs: Readonly<Record<Exclude<keyof DecayHypothesis, Told>, string | undefined>> = {
  factor: 'the decay has a factor that differs by shape, tensor or step',
  centred: 'the decay leaves the means of rows alone',
  towardsStart: 'the decay is towards the first weights',
  stale: 'the decay is that of earlier weights',
  of: 'the decay is no multiple of the weights',
  both: 'the decay acts twice, through the gradients and beside them',
  // Of rules that are normalised by their weights, of which no equilibrium is asked.
  free: undefined,
};
const fields = Object.keys(designs) as (keyof typeof designs)[];

/**
 * Why a law that needs all weights to decay by the same share does not apply, of a design that is no mistake; `undefined` where they do.
 *
 * @param parameters tensors of which all have to
 */
export function otherDecay(
  { decay, findings }: Pick<Profile, 'decay' | 'findings'>,
  parameters: readonly { readonly shape: readonly number[]; readonly name: string }[],
): string | undefined {
  if (findings.decay !== undefined) return undefined;
  const { mask } = decay;
  const masked = mask && masks[mask];
  const words =
    masked ??
    fields.map((field) => (decay[field] === undefined || decay[field] === false ? undefined : designs[field])).find(Boolean);
  const exempt = parameters.find(({ shape, name }) => decay.exempt?.(shape, name) === true);
  const said = words ?? (exempt && `${exempt.name} is left out of the decay`);
  return said === undefined ? undefined : `${said}, so that ηλ is not the share that decays`;
}
