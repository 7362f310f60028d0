import { referenceEngine } from '../dynamics/reference-engine.ts';
import { inferProfile } from '../inference/infer-profile.ts';
import type { Profile } from '../inference/profile.ts';
import type { Law } from '../laws/law.ts';
import { objective as parseObjective } from '../objectives/reference.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { unwatched } from './call-monitor.ts';
import { toFailure } from './failure.ts';
import { guardSubject } from './guard-subject.ts';
import type { Answer, Host } from './host.ts';
import { openSubject } from './open-subject.ts';
import { runTask } from './run-task.ts';

/**
 * Runs objects in memory in the thread of the caller, one task after the other: there is no way to send functions elsewhere, so
 * nothing stops a call that does not return.
 *
 * @param optimizers validated subjects, in the order of the run
 * @param laws every law that a task may name
 */
export function createInProcessHost(optimizers: readonly Optimizer[], laws: readonly Law[]): Host {
  const profiles = new Map<number, Profile>();
  const guarded = optimizers.map((optimizer) => guardSubject(optimizer, { marks: unwatched }));
  const lawOf = (id: string): Law => laws.find((law) => law.id === id)!;
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

  return {
    open: (subject, pairs) =>
      enqueue(subject, () =>
        openSubject({
          source: () => guarded[subject],
          trusted: false,
          pairs: pairs.map(({ law, objective }) => ({ law: lawOf(law), objective: parseObjective(objective) })),
        }),
      ),
    run: ({ subject, law, objective, settings, counterexample }, progress) =>
      enqueue(subject, () => {
        const profile = profiles.get(subject) ?? inferProfile(guarded[subject]);
        profiles.set(subject, profile);
        return runTask({
          law: lawOf(law),
          objective: parseObjective(objective),
          source: () => guarded[subject],
          profile,
          engine: referenceEngine,
          settings,
          counterexample,
          progress,
        });
      }),
    cancel: (reason, subject) => void cancelled.set(subject, reason),
    close: () => Promise.resolve(),
  };
}
