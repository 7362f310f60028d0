import type { Optimizer } from '../optimizers/optimizer.ts';
import { plainOptimizer } from '../optimizers/plain-optimizer.ts';
import type { Diagnosis } from './cause.ts';
import type { DecayHypothesis } from './decay-hypothesis.ts';
import type { Explanations } from './explanations.ts';
import { finders } from './findings/index.ts';
import { inferGradientExponents } from './gradient-exponents.ts';
import { gradientWeights } from './gradient-weights.ts';
import { measure, type Measurements } from './measurements.ts';
import { inferMoments } from './moments.ts';
import type { RepeatFirstRun } from './repeat.ts';
import { notesOf } from './profile-notes.ts';
import type { Claim, Profile } from './profile.ts';
import { intrinsicCombination } from './intrinsic-combination.ts';
import { inferUse, inUse } from './use.ts';
import { inferWalk } from './walk.ts';

/**
 * Completes an optimizer's contract by measurement: what the contract states is claimed, what it leaves out is inferred from the
 * behaviour on small synthetic problems, and conventions worth knowing are noted.
 *
 * @param given any optimizer; it is run for a few hundred steps on tensors of a few entries
 * @param explanations published rules beside those that ship with the package
 * @param repeatFirstRun of a run that was kept of it before it was at work elsewhere
 * @returns the profile that the laws test against
 * @throws whatever the optimizer's own `init` or `update` throws
 *
 * @example
 * ```ts
 * const profile = inferProfile({ ...adamw, contract: undefined });
 * expect(profile.intrinsic).toBe('η·λ');
 * expect(profile.symmetry.value).toEqual({ learningRate: 1, weightDecay: -1, epsilon: -1 });
 * expect(profile.weightDecay).toEqual({ value: 'decoupled', from: 'inferred' });
 * ```
 */
export function inferProfile(given: Optimizer, explanations: Explanations = {}, repeatFirstRun?: RepeatFirstRun): Profile {
  const optimizer = plainOptimizer(given);
  const asGiven = measure(optimizer, explanations, repeatFirstRun);
  const use = inferUse(optimizer, explanations);
  const used = inUse(optimizer, use);
  const measurements = used === optimizer ? asGiven : measure(used, explanations, asGiven.repeatFirstRun);
  const profile = profileFrom(measurements);
  return use === undefined ? profile : { ...profile, use, notes: [...use.notes, ...profile.notes] };
}

function profileFrom(measurements: Measurements): Profile {
  const { optimizer, contract, measured, symmetry, regime, response, core, decay } = measurements;
  const findings = findingsOf(measurements);
  const momentum = contract.momentum ?? response.momentum ?? (core?.parts.rate === 'inside' ? 'rate-inside' : undefined);
  const acting = decayOf(measurements);
  // The closed forms are those of steps as long as η.
  const walk = core !== undefined && symmetry?.learningRate === 1 ? inferWalk(optimizer, core) : undefined;
  const profile: Profile = {
    symmetry: claim(contract.symmetry, measured.exponents),
    weightDecay: claim(contract.weightDecay, decay.nearest.kind),
    decayOrder: claim(contract.decayOrder, acting.order),
    decay: acting,
    regime,
    measured,
    fill: measurements.start.fill,
    period: measurements.start.period,
    bounds: measurements.bounds,
    ...(measurements.rest === undefined ? {} : { rest: measurements.rest }),
    roles: measurements.roles,
    options: measurements.options,
    rate: measurements.rate,
    commonFactor: measurements.commonFactor,
    ...(core === undefined ? {} : { core }),
    ...(walk === undefined ? {} : { walk }),
    ...(momentum === undefined ? {} : { momentum: claim(contract.momentum, momentum) }),
    ...(symmetry === null
      ? {}
      : { gradientExponents: inferGradientExponents(optimizer, symmetry, regime, contract.symmetry !== undefined) }),
    response: response.family,
    momentumCoefficient: response.momentumCoefficient,
    ...(response.kernel === undefined
      ? {}
      : { kernel: response.kernel, laterKernel: response.laterKernel!, gradientWeights: gradientWeights(optimizer, response) }),
    intrinsic: intrinsicCombination(symmetry),
    inferred: { intrinsic: intrinsicCombination(measured.exponents), symmetry: measured.exponents },
    notes: notesOf(measurements, findings),
    findings,
  };
  const moments = inferMoments(optimizer, profile);
  return moments === undefined ? profile : { ...profile, moments };
}

/** What finders found; of those that speak of the same, the later one by name speaks. */
function findingsOf(measurements: Measurements): Record<string, Diagnosis> {
  const found = finders.flatMap((find) => Object.entries(find(measurements)));
  return Object.fromEntries(found.filter((entry): entry is [string, Diagnosis] => entry[1] !== undefined));
}

function claim<Value>(claimed: Value | undefined, inferred: Value): Claim<Value> {
  return claimed === undefined ? { value: inferred, from: 'inferred' } : { value: claimed, from: 'contract' };
}

/** How λ acts: as claimed where that is claimed and no design explains it, and in the order that was measured of that kind. */
function decayOf({ contract, decay: { nearest, design } }: Measurements): DecayHypothesis {
  if (design !== undefined) return nearest;
  const kind = contract.weightDecay ?? nearest.kind;
  return { ...nearest, kind, order: contract.decayOrder ?? (nearest.kind === kind ? nearest.order : 'before') };
}
