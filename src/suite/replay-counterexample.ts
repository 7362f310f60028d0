import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { fastestEngine } from '../dynamics/fastest-engine.ts';
import { laws } from '../laws/index.ts';
import type { Verdict } from '../laws/law.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { validateOptimizer } from '../optimizers/validate-optimizer.ts';
import { unwatched } from './call-monitor.ts';
import { guardSubject } from './guard-subject.ts';
import { loadObjective } from './load-objective.ts';
import { loadSubject } from './load-subject.ts';
import { prepareSubject } from './prepare-subject.ts';
import { decodeReplayToken } from './replay-token.ts';
import { runTask } from './run-task.ts';

/**
 * Evaluates one stored counterexample again, in this thread: what a regression test does with the token that a refutation printed.
 *
 * @param token as printed by `check`
 * @param optimizer an object or a reference; default: the one that the token names
 * @returns the verdict: `refuted` with the same numbers while the mistake is there, `holds` once it is mended
 * @throws `ConfigurationError` when the token is damaged, names no optimizer, or belongs to a law that does not exist here
 *
 * @example
 * ```ts
 * const strong = { ...sgd, update: (step) => sgd.update({ ...step, weightDecay: 1.05 * step.weightDecay }) };
 * const { results } = await checkOptimizer(strong, { laws: ['radial-identity'], configurations: 5 });
 * expect((await replayCounterexample(results[0].replay, strong)).verdict).toBe('refuted');
 * expect((await replayCounterexample(results[0].replay, sgd)).verdict).toBe('holds');
 * ```
 */
export async function replayCounterexample(token: string, optimizer?: Optimizer | string): Promise<Verdict> {
  const recipe = decodeReplayToken(token);
  const law = laws.find(({ id }) => id === recipe.law);
  if (law === undefined)
    throw new ConfigurationError('UNKNOWN_LAW', `the counterexample belongs to the law "${recipe.law}", which is not known here`);
  const named = optimizer ?? recipe.subject;
  if (named === undefined)
    throw new ConfigurationError(
      'REPLAY_SUBJECT',
      'the counterexample belongs to an optimizer in memory',
      'pass it as the second argument',
    );
  const loaded = typeof named === 'string' ? await loadSubject(named) : validateOptimizer(named, 'the optimizer');
  const guarded = guardSubject(loaded, { marks: unwatched });
  const source = (): Optimizer => guarded;
  const { seed, alpha, configurations, replicaLimit, counterexample } = recipe;
  const { verdict } = await runTask({
    law,
    objective: await loadObjective(recipe.objective),
    source,
    profile: (await prepareSubject(source, undefined, false)).subject.profile,
    engine: fastestEngine,
    settings: { seed, alpha, configurations, replicaLimit },
    counterexample,
  });
  return verdict;
}
