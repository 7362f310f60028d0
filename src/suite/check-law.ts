import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { fastestEngine } from '../dynamics/fastest-engine.ts';
import type { Law, Verdict } from '../laws/law.ts';
import type { LawId } from '../laws/law-id.ts';
import type { Objective } from '../objectives/objective.ts';
import { optimizers } from '../optimizers/index.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { plainOptimizer } from '../optimizers/plain-optimizer.ts';
import { validateOptimizer } from '../optimizers/validate-optimizer.ts';
import { chooseLaw } from './choose-law.ts';
import { defaultAlpha, defaultConfigurations, defaultReplicaLimit } from './defaults.ts';
import { guardSubject } from '../subjects/guard-subject.ts';
import { loadObjective } from './load-objective.ts';
import { loadSubject } from '../subjects/load-subject.ts';
import { openSubject } from './open-subject.ts';
import { prepareSubject, type PreparedSubject } from './prepare-subject.ts';
import { profileOf } from './profile-of.ts';
import { runTask } from './run-task.ts';

/** What one law is asked with. */
export interface CheckLawOptions {
  /** A reference, or an objective in memory; default: the first that `defaults.ts` names for the law's tier. */
  readonly objective?: string | Objective;
  /** Selects every random number; default 0. */
  readonly seed?: number;
  /** Configurations that an exact law draws; default 200. */
  readonly configurations?: number;
  /** Rate of false alarms of a statistical law; default 1e-6. */
  readonly alpha?: number;
  /** Replicas of each arm that a statistical law may use for one test, or up to eight times as many where steps are cheap; default 128. */
  readonly replicaLimit?: number;
}

/**
 * Asks one law about one optimizer, in this thread.
 *
 * @param asked the id of one of `laws`, or a law of your own
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
export async function checkLaw(
  asked: LawId | Law,
  optimizer: Optimizer | string,
  options: CheckLawOptions = {},
): Promise<Verdict> {
  const { law, objective } = chooseLaw(
    asked,
    typeof options.objective === 'string' ? await loadObjective(options.objective) : options.objective,
  );
  const loaded =
    typeof optimizer === 'string' ? await loadSubject(optimizer) : plainOptimizer(validateOptimizer(optimizer, 'the optimizer'));
  const guarded = guardSubject(loaded);
  const source = (): Optimizer => guarded;
  const prepared: PreparedSubject = optimizers.includes(loaded)
    ? { subject: { optimizer: guarded, profile: profileOf(loaded) } }
    : await prepareSubject(source, undefined, false);
  const { applies, failure } = openSubject(prepared, [{ law, objective }]);
  const notClaimed = (reason: string): ConfigurationError =>
    new ConfigurationError('LAW_DOES_NOT_APPLY', `${law.id} claims nothing of ${loaded.name} on ${objective.name}: ${reason}`);
  if (applies[0] !== true) throw notClaimed(failure?.message ?? applies[0]);
  const { seed = 0, configurations = defaultConfigurations, alpha = defaultAlpha, replicaLimit = defaultReplicaLimit } = options;
  const { profile } = prepared.subject;
  const settings = { seed, configurations, alpha, replicaLimit };
  const outcome = await runTask({ law, objective, source, profile, engine: fastestEngine, settings });
  if ('outside' in outcome) throw notClaimed(outcome.outside);
  return outcome.verdict;
}
