import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { fastestEngine } from '../dynamics/fastest-engine.ts';
import { laws } from '../laws/index.ts';
import type { Verdict } from '../laws/law.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { validateOptimizer } from '../optimizers/validate-optimizer.ts';
import { guardSubject } from '../subjects/guard-subject.ts';
import { loadObjective } from './load-objective.ts';
import { loadSubject } from '../subjects/load-subject.ts';
import { prepareSubject } from './prepare-subject.ts';
import { requireLaw } from './replay.ts';
import { decodeReplayToken } from './replay-token.ts';
import { trustedRecipe } from './replay-trust.ts';
import { runTask } from './run-task.ts';

/** What `replayCounterexample` may run of what a token names. */
export interface ReplayOptions {
  /** The model that the counterexample was found on, where it is none that is built in: the same path, or where it moved. */
  readonly objective?: string;
  /** Run whatever the token names; by default only what is built in, and what is given here. */
  readonly trust?: boolean;
}

/**
 * Evaluates one stored counterexample again, in this thread: what a regression test does with the token that a refutation printed.
 *
 * @param token as printed by `check`; data that can come from anybody
 * @param optimizer an object or a reference; default: the one that the token names, if it is built in or `trust` is set
 * @returns the verdict: `refuted` with the same numbers while the mistake is there, `holds` once it is mended
 * @throws `ConfigurationError` when the token is damaged or holds no counterexample of this version's laws (`REPLAY_TOKEN`), names no
 *   optimizer, names code that is neither built in nor given (`REPLAY_UNTRUSTED`), or belongs to a law that does not exist here
 *
 * @example
 * ```ts
 * const strong = { ...sgd, update: (step) => sgd.update({ ...step, weightDecay: 1.05 * step.weightDecay }) };
 * const { results } = await checkOptimizer(strong, { laws: ['radial-identity'], configurations: 5 });
 * expect((await replayCounterexample(results[0].replay, strong)).verdict).toBe('refuted');
 * expect((await replayCounterexample(results[0].replay, sgd)).verdict).toBe('holds');
 * ```
 */
export async function replayCounterexample(
  token: string,
  optimizer?: Optimizer | string,
  options: ReplayOptions = {},
): Promise<Verdict> {
  const recipe = trustedRecipe(decodeReplayToken(token), {
    ...options,
    ...(optimizer !== undefined && { optimizer: typeof optimizer === 'string' ? optimizer : true }),
  });
  const law = requireLaw(recipe.law, laws);
  const named = typeof optimizer === 'object' ? optimizer : recipe.subject;
  if (named === undefined)
    throw new ConfigurationError(
      'REPLAY_SUBJECT',
      'the counterexample belongs to an optimizer in memory',
      'pass it as the second argument',
    );
  const loaded = typeof named === 'string' ? await loadSubject(named) : validateOptimizer(named, 'the optimizer');
  const guarded = guardSubject(loaded);
  const source = (): Optimizer => guarded;
  const { seed, alpha, configurations, replicaLimit, counterexample } = recipe;
  const outcome = await runTask({
    law,
    objective: await loadObjective(recipe.objective),
    source,
    profile: (await prepareSubject(source, undefined, false)).subject.profile,
    engine: fastestEngine,
    settings: { seed, alpha, configurations, replicaLimit },
    counterexample,
  });
  if ('outside' in outcome)
    throw new ConfigurationError('LAW_DOES_NOT_APPLY', `${law.id} claims nothing here: ${outcome.outside}`);
  return outcome.verdict;
}
