import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { checkCount, checkPositive, checkProbability } from './argument-checks.ts';

/** What one hypothesis may spend. */
export interface BudgetShare {
  readonly hypothesis: string;
  readonly weight: number;
  /** Probability of a false alarm on this hypothesis, over all its confirmations. */
  readonly alpha: number;
  /** The e-value that refutes it in a run without search: 1/alpha. */
  readonly threshold: number;
}

/** The false-alarm rate of a whole run, split over its hypotheses: plain data, to be printed. */
export interface ErrorBudget {
  /** Probability that a run on correct code contains any false alarm. */
  readonly alpha: number;
  readonly shares: readonly BudgetShare[];
}

/** Options of `errorBudget`. */
export interface ErrorBudgetOptions {
  /** Family-wise false-alarm rate of the run; default 1e-6. */
  readonly alpha?: number;
  /** Weight of every hypothesis by its name, above 0. A two-sided test is one hypothesis. */
  readonly weights: Readonly<Record<string, number>>;
}

/**
 * Splits the false-alarm rate of a run over its hypotheses.
 *
 *     αₕ = α wₕ / Σ w
 *
 * By the union bound P(any false alarm) ≤ Σ αₕ = α, however the tests depend on each other. On correct code a small α costs no
 * time: the number of values until `holds` does not depend on it.
 *
 * @param options α of the run, and the weights; all known before the run
 * @returns the budget, shares in the order of the names as given
 * @throws ConfigurationError `INVALID_PROBABILITY`, `INVALID_SIZE`; `EMPTY_BUDGET` without hypotheses
 *
 * @example
 * ```ts
 * const budget = errorBudget({ alpha: 1e-6, weights: { 'norm-balance': 1, equilibrium: 3 } });
 * expect(budget.shares[1].alpha).toBeCloseTo(7.5e-7, 12);
 * expect(confirmationAlpha(budget, 'equilibrium', 2)).toBeLessThan(confirmationAlpha(budget, 'equilibrium', 1));
 * ```
 *
 * Source: C. E. Bonferroni, 1936; with weights: C. R. Genovese, K. Roeder and L. Wasserman, Biometrika 93, 2006.
 */
export function errorBudget(options: ErrorBudgetOptions): ErrorBudget {
  const { alpha = 1e-6, weights } = options;
  checkProbability('alpha', alpha);
  const entries = Object.entries(weights);
  if (entries.length === 0) throw new ConfigurationError('EMPTY_BUDGET', 'an error budget needs at least one hypothesis');
  let total = 0;
  for (const [hypothesis, weight] of entries) {
    checkPositive(`the weight of ${hypothesis}`, weight);
    total += weight;
  }
  const shares = entries.map(([hypothesis, weight]) => {
    const share = (alpha * weight) / total;
    return { hypothesis, weight, alpha: share, threshold: 1 / share };
  });
  return { alpha, shares };
}

/**
 * Level of the k-th confirmation of a hypothesis, in a search that may confirm any number of times.
 *
 *     αₕ · 6/(π² k²),   Σₖ 6/(π² k²) = 1
 *
 * Searching is free; only a confirmation, on fresh streams, spends.
 *
 * @param budget of the run
 * @param hypothesis name as in the budget
 * @param k counts this hypothesis' confirmations from 1
 * @returns the level of this confirmation; all of them together stay within αₕ
 * @throws ConfigurationError `UNKNOWN_HYPOTHESIS`, `INVALID_COUNT`
 *
 * Source: the series of L. Euler, 1735; as spending rule: A. Javanmard and A. Montanari, Ann. Stat. 46, 2018.
 */
export function confirmationAlpha(budget: ErrorBudget, hypothesis: string, k: number): number {
  checkCount('k', k, 1);
  const share = budget.shares.find((candidate) => candidate.hypothesis === hypothesis);
  if (share === undefined) {
    const names = budget.shares.map((candidate) => candidate.hypothesis).join(', ');
    throw new ConfigurationError(
      'UNKNOWN_HYPOTHESIS',
      `the error budget has no hypothesis called "${hypothesis}"; it has ${names}`,
    );
  }
  return (share.alpha * 6) / (Math.PI * Math.PI * k * k);
}
