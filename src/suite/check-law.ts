import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { referenceEngine } from '../dynamics/reference-engine.ts';
import { laws } from '../laws/index.ts';
import type { LawId, Verdict } from '../laws/law.ts';
import { objective as parseObjective } from '../objectives/reference.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { validateOptimizer } from '../optimizers/validate-optimizer.ts';
import { unwatched } from './call-monitor.ts';
import { defaultAlpha, defaultConfigurations, defaultReplicaLimit } from './defaults.ts';
import { guardSubject } from './guard-subject.ts';
import { loadSubject } from './load-subject.ts';
import { openSubject } from './open-subject.ts';
import { prepareSubject } from './prepare-subject.ts';
import { planPairs } from './plan.ts';
import { runTask } from './run-task.ts';

/** What one law is asked with. */
export interface CheckLawOptions {
  /** Reference of the objective; default: the first that `defaults.ts` names for the law's tier. */
  readonly objective?: string;
  /** Selects every random number; default 0. */
  readonly seed?: number;
  /** Configurations that an exact law draws; default 200. */
  readonly configurations?: number;
  /** Rate of false alarms of a statistical law; default 1e-6. */
  readonly alpha?: number;
  /** Replica pairs that a statistical law may use for one test; default 256. */
  readonly replicaLimit?: number;
}

/**
 * Asks one law about one optimizer, in this thread.
 *
 * @param lawId one of `laws`
 * @param optimizer an object, or a reference such as `builtin:adamw` or the path of a module
 * @returns the verdict; the same for the same arguments
 * @throws `ConfigurationError` when there is no such law, objective or optimizer, or when the law claims nothing of it;
 *   `SubjectError` when the optimizer crashes
 * @example
 * ```ts
 * const verdict = await checkLaw('zero-gradient-decay', 'builtin:sgd', { configurations: 20 });
 * expect(verdict.verdict).toBe('holds');
 * ```
 */
export async function checkLaw(lawId: LawId, optimizer: Optimizer | string, options: CheckLawOptions = {}): Promise<Verdict> {
  const [pair] = planPairs({ laws: [lawId], ...(options.objective !== undefined && { objectives: [options.objective] }) }, laws);
  const law = laws.find(({ id }) => id === lawId)!;
  const objective = parseObjective(pair.objective);
  const loaded = typeof optimizer === 'string' ? await loadSubject(optimizer) : validateOptimizer(optimizer, 'the optimizer');
  const guarded = guardSubject(loaded, { marks: unwatched });
  const source = (): Optimizer => guarded;
  const prepared = await prepareSubject(source, undefined, false);
  const { applies, failure } = openSubject(prepared, [{ law, objective }]);
  if (applies[0] !== true) {
    throw new ConfigurationError(
      'LAW_DOES_NOT_APPLY',
      `${lawId} claims nothing of ${loaded.name} on ${objective.name}: ${failure?.message ?? applies[0]}`,
    );
  }
  const { seed = 0, configurations = defaultConfigurations, alpha = defaultAlpha, replicaLimit = defaultReplicaLimit } = options;
  const { profile } = prepared.subject;
  const settings = { seed, configurations, alpha, replicaLimit };
  return (await runTask({ law, objective, source, profile, engine: referenceEngine, settings })).verdict;
}
