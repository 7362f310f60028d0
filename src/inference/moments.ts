import { log } from '../arithmetic/elementary.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { memoryLength } from './memory-length.ts';
import type { Profile } from './profile.ts';
import { hasMemory, startMemory } from './start-memory.ts';

/** How a rule that is not linear in its gradients remembers them. */
export interface Moments {
  /** Hyperparameters that are coefficients of moments, as their effects show. */
  readonly coefficients: readonly string[];
  /** Steps for which it remembers gradients, where that is far longer than the coefficients say; see `memoryLength`. */
  readonly longer?: number;
  /**
   * What larger gradients at the start still change of later steps, as a log ratio, once quick moments have had their time and weights
   * have forgotten; absent of rules without a decay by which weights forget, and where steps fail before.
   */
  readonly remembered?: number;
}

/** Hyperparameters under which moments are quick. */
export interface QuickMoments {
  /** Those that are not the optimizer's own. */
  readonly changed: Readonly<Record<string, number>>;
  readonly hyperparameters: Readonly<Record<string, number>>;
  /** Steps in which all moments forget. */
  readonly time: number;
}

/** Moments have forgotten after this many times 1/(1 − β) of the slowest. */
const TIMES = 6;

/** Coefficient of a moment that forgets in a hundred steps: with the usual 0.999, moments would outlast the weights. */
const QUICK = 0.95;

/** The fastest decay per step at which an equilibrium of such rules is asked about: what is forgotten by then is forgotten always. */
const FASTEST = 0.1;

/**
 * Finds the coefficients of moments and what these keep of the start.
 *
 * @param profile as far as it is known
 * @returns `undefined` of rules that are linear in their gradients, whose kernel tells all, and where neither decay nor a closed form
 *   gives an equilibrium to ask about
 */
export function inferMoments(optimizer: Optimizer, profile: Profile): Moments | undefined {
  const settles = forgetsWeights(profile);
  if (profile.kernel !== undefined || !(settles || profile.walk !== undefined)) return undefined;
  const { epsilon } = profile.roles;
  const names = Object.keys(optimizer.hyperparameters ?? {});
  const coefficients = names.filter((name) => !epsilon.includes(name) && hasMemory(optimizer, name));
  if (!settles) return { coefficients };
  const longer = isToldBy(optimizer, coefficients, profile) ? undefined : longerThanSaid(optimizer, coefficients);
  const remembered = rememberedBy(optimizer, coefficients, longer);
  return { coefficients, ...(longer !== undefined && { longer }), ...(remembered !== undefined && { remembered }) };
}

/** Whether the rule is known, and its coefficients are options: there is nothing to measure then. */
function isToldBy({ hyperparameters = {} }: Optimizer, coefficients: readonly string[], { core }: Profile): boolean {
  const given = coefficients.map((name) => hyperparameters[name]);
  return core !== undefined && [core.beta1, core.beta2].every((beta) => beta === undefined || beta === 0 || given.includes(beta));
}

/** Signs of a moving average are remembered for up to twice its own time. */
const FAR = 3;

/** A coefficient may be 1 − β, or a number in the code that is no option. */
function longerThanSaid(optimizer: Optimizer, coefficients: readonly string[]): number | undefined {
  const { hyperparameters, time } = quickMomentsOf(optimizer, coefficients);
  try {
    const measured = memoryLength(optimizer, hyperparameters);
    return measured > FAR * Math.max(1, time / TIMES) ? measured : undefined;
  } catch {
    return undefined;
  }
}

/** Whether decay makes weights forget at a rate that is known. */
function forgetsWeights({ symmetry, weightDecay, response }: Profile): boolean {
  const known = symmetry.value !== null && symmetry.value.learningRate !== 0;
  return known && ['decoupled', 'independent'].includes(weightDecay.value) && response !== 'varying' && response !== 'nonlinear';
}

/**
 * In the window of the fastest decay, where the least time has passed, from a start a factor of twelve below equilibrium. What is never
 * forgotten, as what rounding keeps back is not, has no time to wait for.
 */
function rememberedBy(optimizer: Optimizer, coefficients: readonly string[], longer = 0): number | undefined {
  const { hyperparameters, time } = quickMomentsOf(optimizer, coefficients, QUICK, Number.isFinite(longer) ? longer : 0);
  const burnIn = Math.ceil((6 + log(12)) / FASTEST + time);
  try {
    return startMemory(optimizer, hyperparameters, { from: burnIn + 1, to: burnIn + Math.ceil(10 / FASTEST + time) });
  } catch {
    return undefined;
  }
}

/**
 * Moments that forget within a few tens of steps: those of the optimizer, the slow ones replaced.
 *
 * @param coefficients names of the hyperparameters that are coefficients of moments
 * @param slowest coefficient that slower ones are replaced by
 * @param longer steps for which it remembers, where the coefficients do not tell
 */
export function quickMomentsOf(
  optimizer: Optimizer,
  coefficients: readonly string[],
  slowest: number = QUICK,
  longer = 0,
): QuickMoments {
  const own = optimizer.hyperparameters ?? {};
  const slow = coefficients.filter((name) => own[name] > slowest && own[name] < 1);
  const changed = Object.fromEntries(slow.map((name) => [name, slowest]));
  const hyperparameters = { ...own, ...changed };
  const times = coefficients
    .map((name) => hyperparameters[name])
    .map((value) => (value > 0 && value < 1 ? TIMES / (1 - value) : 0));
  return { changed, hyperparameters, time: Math.max(TIMES * longer, ...times) };
}
