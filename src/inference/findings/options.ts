import type { Diagnosis } from '../cause.ts';
import { coarseCoefficient } from '../coarse-coefficient.ts';
import { isReplacedPenalty } from '../replaced-penalty.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { zeroReplaced, zeroStandsFor } from '../zero-replaced.ts';
import type { Finder } from './finder.ts';

/** Options that never act, do not when they are changed, or act as another value does. */
export const options: Finder = ({ optimizer, contract, start, roles, options: readings, response, core }) => {
  const coefficients = [response.momentumCoefficient, core?.beta1, core?.beta2];
  const found: Record<string, Diagnosis> = {};
  for (const { name, effect } of readings) {
    const value = optimizer.hyperparameters![name];
    // A constant of the same value and what the first instance there was had are the same behaviour.
    const acts = value > 0 && coefficients.some((coefficient) => Math.abs((coefficient ?? 0) - value) < 1e-9);
    const kept = acts ? '; its default acts, as a constant or as what the first instance was given' : '';
    if (effect === 'dead' && isReplacedPenalty(optimizer, name, start.fill)) {
      const sentence = `${name} shrinks weights at λ = 0 and does nothing beside any other λ: it may be that λ takes its place, or that a branch forgets it`;
      found[`option ${name}`] = { cause: 'ambiguous', sentence };
    } else if (effect === 'dead') {
      found[`option ${name}`] = { cause: 'option-dead', sentence: `${name} has no effect: it is accepted and never used${kept}` };
    } else if (effect === 'frozen') {
      const sentence = `${name} has no effect when it is changed during a run: the value of the first step (or of the first instance) is kept`;
      found[`option ${name}`] = { cause: 'option-frozen', sentence };
    } else if (effect === 'alive' && contract.random !== true) {
      const coarse =
        coarseCoefficient(optimizer, name, start.fill) ??
        zeroReplaced(optimizer, name, start.fill, roles.signs.includes(name)) ??
        zeroAgainstRole(optimizer, name, start.fill, roles.signs.includes(name));
      if (coarse !== undefined) found[`coarse ${name}`] = coarse;
    }
  }
  return found;
};

/**
 * A zero that stands for a usual value where a contract says that the option is a coefficient: of those zero is none. Where it is one of momentum by what it
 * does alone, zero may be documented as automatic.
 */
function zeroAgainstRole(optimizer: Optimizer, name: string, fill: number, isMomentum: boolean): Diagnosis | undefined {
  const role = optimizer.contract?.roles?.[name];
  const isClaimed = role === 'momentum' || role === 'first-moment' || role === 'second-moment';
  if (!isClaimed && !isMomentum) return undefined;
  const value = zeroStandsFor(optimizer, name, fill);
  if (value === undefined) return undefined;
  if (!isClaimed) {
    const unclear = `${name} = 0 does what ${value} does, to the bit, and 2^−40 does not: zero is taken for an option that is missing, or stands for an automatic value; roles of the contract say which`;
    return { cause: 'ambiguous', sentence: unclear };
  }
  const sentence = `${name} = 0 does what ${value} does, to the bit, and 2^−40 does not, where the contract says that it is a coefficient (roles: ${role}): zero is taken for an option that is missing`;
  return { cause: 'option-zero-replaced', sentence };
}
