import { fastestEngine } from '../dynamics/fastest-engine.ts';
import { recordStore } from '../experiments/record-store.ts';
import type { Explanations } from '../inference/explanations.ts';
import type { Law } from '../laws/law.ts';
import type { Objective } from '../objectives/objective.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { toFailure } from './failure.ts';
import { guardSubject } from '../subjects/guard-subject.ts';
import type { Answer, Host, Pair } from './host.ts';
import { objectiveSource } from './load-objective.ts';
import { openSubject } from './open-subject.ts';
import { prepareSubject, type PreparedSubject } from './prepare-subject.ts';
import { runTask } from './run-task.ts';
import { storeBytes } from './defaults.ts';

/**
 * Runs objects in memory in the thread of the caller, one task after the other: there is no way to send functions elsewhere, so
 * nothing stops a call that does not return.
 *
 * @param optimizers validated subjects, in the order of the run
 * @param laws every law that a task may name
 * @param directory where relative paths of models start
 * @param explanations beside those that ship with the package
 */
export function createInProcessHost(
  optimizers: readonly Optimizer[],
  laws: readonly Law[],
  directory: string = process.cwd(),
  explanations?: Explanations,
): Host {
  const loadObjective = objectiveSource(directory);
  const prepared = new Map<number, PreparedSubject>();
  const stores = optimizers.map(() => recordStore({ bytes: storeBytes }));
  const guarded = optimizers.map((optimizer) => guardSubject(optimizer));
  const cancelled = new Map<number | undefined, string>();
  let last: Promise<unknown> = Promise.resolve();

  function enqueue<Value>(subject: number, job: () => Promise<Value>): Promise<Answer<Value>> {
    const answer = last.then(async (): Promise<Answer<Value>> => {
      // A turn of the event loop between tasks, so that a signal to stop is heard.
      await new Promise((resolve) => setImmediate(resolve));
      const reason = cancelled.get(undefined) ?? cancelled.get(subject);
      if (reason !== undefined) return { kind: 'cancelled', reason };
      try {
        return { kind: 'done', value: await job() };
      } catch (thrown) {
        return { kind: 'failed', failure: toFailure(thrown) };
      }
    });
    last = answer;
    return answer;
  }

  async function prepare(subject: number): Promise<PreparedSubject> {
    const known = prepared.get(subject) ?? (await prepareSubject(() => guarded[subject], undefined, false, explanations));
    prepared.set(subject, known);
    return known;
  }

  const instantiate = async ({ law, objective }: Pair): Promise<{ law: Law; objective: Objective }> => ({
    law: laws.find(({ id }) => id === law)!,
    objective: await loadObjective(objective),
  });

  return {
    open: (subject, pairs) =>
      enqueue(subject, async () => openSubject(await prepare(subject), await Promise.all(pairs.map(instantiate)))),
    run: (task, progress) =>
      enqueue(task.subject, async () =>
        runTask({
          ...(await instantiate(task)),
          source: () => guarded[task.subject],
          profile: (await prepare(task.subject)).subject.profile,
          engine: fastestEngine,
          store: stores[task.subject],
          settings: task.settings,
          counterexample: task.counterexample,
          progress,
        }),
      ),
    cancel: (reason, { subject } = {}) => void cancelled.set(subject, reason),
    close: () => Promise.resolve(),
  };
}
