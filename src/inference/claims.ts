import type { Contract, HyperparameterRole, Optimizer } from '../optimizers/optimizer.ts';
import type { Diagnosis } from './cause.ts';
import { haveCommonFactor } from './company.ts';
import { haveLateFactor } from './late-factor.ts';
import { inferRoles, type OptionRoles } from './option-roles.ts';
import type { OptionReading } from './options.ts';
import type { StartReading } from './start.ts';

/** What was measured of what a contract can claim. */
export interface MeasuredClaims {
  readonly start: StartReading;
  readonly commonFactor: boolean;
  readonly options: readonly OptionReading[];
}

/**
 * Claims of a contract that measurement contradicts, by the names under which a law finds them. What is claimed and was seen is
 * confirmed by that; what cannot be seen at the values that the options have is let pass.
 */
export function falseClaims(optimizer: Optimizer, measured: MeasuredClaims): Record<string, Diagnosis> {
  const { contract = {} } = optimizer;
  const { warmUp, commonFactor, roles = {} } = contract;
  const found: Record<string, Diagnosis> = {};
  const refute = (name: string, sentence: string | undefined): void => {
    if (sentence !== undefined) found[name] = { cause: 'claim-false', sentence };
  };
  if (warmUp !== undefined) refute('warmUp', falseStart(warmUp, measured.start));
  if (commonFactor !== undefined) refute('commonFactor', falseCompany(optimizer, commonFactor, measured));
  if (Object.keys(roles).length > 0) {
    const unclaimed = inferRoles({ ...optimizer, contract: withoutRoles(contract) });
    for (const [name, role] of Object.entries(roles))
      refute(`role ${name}`, falseRole(optimizer, name, role, unclaimed, measured));
  }
  return found;
}

const calls = (count: number): string => (count === 1 ? 'the first call' : count === 0 ? 'no call' : `the first ${count} calls`);

function falseStart(claimed: number, { fill, immediate }: StartReading): string | undefined {
  if (claimed === fill || !immediate) return undefined;
  return `${calls(fill)} only ${fill > 1 ? 'fill' : 'fills'} the state, where the contract says ${calls(claimed)} (warmUp: ${claimed})`;
}

/** Sizes of gradients at which a threshold on a norm acts that the usual ones do not reach. */
const extremes: readonly number[] = [2 ** 40, 2 ** -40];

function falseCompany(optimizer: Optimizer, claimed: boolean, { start, commonFactor }: MeasuredClaims): string | undefined {
  if (!claimed)
    return commonFactor ? 'one factor is computed from all tensors, where the contract says that there is none' : undefined;
  const { fill } = start;
  if (commonFactor || haveCommonFactor(optimizer, fill, extremes) || haveLateFactor(optimizer, fill)) return undefined;
  return 'no factor that is computed from all tensors multiplies their steps, where the contract says that one does (commonFactor)';
}

function withoutRoles(contract: Contract): Contract {
  return { ...contract, roles: {} };
}

/** Roles that are coefficients of what is remembered with its sign. */
const signed: readonly HyperparameterRole[] = ['momentum', 'first-moment'];

function falseRole(
  { hyperparameters = {} }: Optimizer,
  name: string,
  role: HyperparameterRole,
  { signs, epsilon }: OptionRoles,
  { options }: MeasuredClaims,
): string | undefined {
  const value = hyperparameters[name];
  const effect = options.find((option) => option.name === name)?.effect;
  if (effect === 'dead' || effect === 'not-varied') return undefined;
  const claims = (does: string): string => `${name} ${does}, where the contract calls it ${role}`;
  if (signed.includes(role) && !signs.includes(name) && value > 0)
    return claims('is no coefficient by which signs of gradients are remembered');
  // An epsilon of 0, or one that is not small, cannot be told from another option.
  if (role === 'epsilon' && !epsilon.includes(name) && value > 0 && value < 0.01)
    return claims('goes on acting beside gradients that are large');
  if (!signed.includes(role) && signs.includes(name) && value !== 0)
    return claims('is a coefficient by which signs of gradients are remembered');
  if (role !== 'epsilon' && role !== 'other' && role !== 'threshold' && epsilon.includes(name))
    return claims('is a small constant of which nothing is left beside large gradients');
  if (role === 'initial-value' && effect === 'alive') return claims('goes on acting when it is changed in the middle of a run');
  return undefined;
}
