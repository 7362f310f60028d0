import type { Blame, CauseId, Diagnosis } from '../../inference/cause.ts';
import { invariantOctaves } from '../../objectives/invariant-octaves.ts';
import type { Objective } from '../../objectives/objective.ts';
import { unitsWithoutGradient } from '../../objectives/vanishing-gradient.ts';
import type { Counterexample } from '../law.ts';

/** What of an objective a law does not survive. */
export interface Ingredient {
  /** `objective`: it does not fulfil what the law assumes. `conjecture`: it does, and the law is wrong about it. */
  readonly blame: Exclude<Blame, 'optimizer'>;
  readonly cause: CauseId;
  readonly sentence: string;
}

/**
 * What there is about an objective that makes correct optimizers fail a law: the hypotheses that it does not fulfil, as measured, or
 * what the counterexample shows of it where it fulfils them all.
 */
export function ingredientOf(objective: Objective, counterexample: Counterexample): Ingredient {
  const broken = [outsideGroups(objective), epsilonOf(objective), deadUnits(objective)].filter((found) => found !== undefined);
  if (broken.length > 0)
    return { blame: 'objective', cause: broken[0].cause, sentence: broken.map(({ sentence }) => sentence).join('; ') };
  const { apart } = counterexample as { apart?: string };
  return apart === undefined || apart === ''
    ? {
        blame: 'conjecture',
        cause: 'limit-start',
        sentence: `${objective.name} is scale-invariant and has noise, as the law assumes, and yet depends on where a run comes from`,
      }
    : {
        blame: 'conjecture',
        cause: 'limit-barrier',
        sentence: `runs that start where ${apart} is least and where it is most stay on their sides: a barrier between basins is too high for the noise to cross`,
      };
}

function outsideGroups({ parameters, groups }: Objective): Diagnosis | undefined {
  const inside = new Set(groups.flatMap(({ tensors }) => tensors));
  const names = parameters.filter((_, i) => !inside.has(i)).map(({ name }) => name);
  if (names.length === 0) return undefined;
  const sentence = `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} trained with weight decay and not scale-invariant, as a top layer, a gain or a bias is not: the equilibrium depends on λ itself`;
  return { cause: 'limit-not-invariant', sentence };
}

function epsilonOf(objective: Objective): Diagnosis | undefined {
  const { from, to } = invariantOctaves(objective);
  const { normaliserEpsilon } = objective;
  if (normaliserEpsilon === 0 && from === -Infinity && to === Infinity) return undefined;
  const where = Number.isFinite(from)
    ? `from 2^${from} of the usual weights downwards`
    : Number.isFinite(to)
      ? `from 2^${to} of the usual weights upwards`
      : 'at small weights';
  const what = normaliserEpsilon > 0 ? `the normaliser's epsilon of ${normaliserEpsilon}` : 'a constant beside the weights';
  return { cause: 'limit-epsilon', sentence: `${what} is a scale of its own, which acts ${where}: ‖w‖ matters` };
}

function deadUnits(objective: Objective): Diagnosis | undefined {
  const units = unitsWithoutGradient(objective).map(({ group, column }) =>
    column === undefined ? group : `${group}[${column}]`,
  );
  if (units.length === 0) return undefined;
  return {
    cause: 'limit-dead-units',
    sentence: `dead units have no gradient, and their weights only decay: ${units.join(', ')}`,
  };
}
