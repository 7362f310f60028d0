import { fastestEngine } from '../dynamics/fastest-engine.ts';
import { recordsBehind } from '../experiments/shared-records.ts';
import type { Explanations } from '../inference/explanations.ts';
import { laws } from '../laws/index.ts';
import { isolateSubject } from '../subjects/isolate-subject.ts';
import { isTrusted } from '../subjects/load-subject.ts';
import { noteCallsIn } from '../subjects/model-watch.ts';
import type { Pair } from './host.ts';
import { loadExplanations } from './load-explanations.ts';
import { objectiveSource } from './load-objective.ts';
import { openSubject } from './open-subject.ts';
import { prepareSubject, type PreparedSubject } from './prepare-subject.ts';
import { runTask, type SubjectSource } from './run-task.ts';
import type { WorkerRequest, WorkerResponse, WorkerSetup } from './worker-protocol.ts';

/** A progress message is worth sending when the share has grown by this much. */
const progressStep = 0.01;

/** Subjects of which measurements are kept. */
const mostKept = 8;

/** What a worker thread does with requests about subjects, and remembers between them. */
export function workerTasks(
  { models, records, directory, explanations = [], ...limits }: WorkerSetup,
  answer: (response: WorkerResponse) => void,
): (request: Exclude<WorkerRequest, { kind: 'close' }>) => Promise<unknown> {
  /** What is known of subjects here. Every worker measures for itself: completed contracts hold functions. */
  const known = new Map<string, PreparedSubject>();
  const store = recordsBehind(records);
  const loadObjective = objectiveSource(directory, noteCallsIn(models));

  /** Imported when the first subject is measured, so that what is wrong with them is said of it. */
  let explaining: Promise<Explanations> | undefined;

  async function knownOf(reference: string, source: SubjectSource): Promise<PreparedSubject> {
    const found =
      known.get(reference) ??
      (await prepareSubject(
        source,
        reference,
        isTrusted(reference),
        await (explaining ??= loadExplanations(explanations, directory)),
      ));
    known.delete(reference);
    known.set(reference, found);
    if (known.size > mostKept) known.delete(known.keys().next().value!);
    return found;
  }

  const instantiate = async ({ law, objective }: Pair) => ({
    law: laws.find(({ id }) => id === law)!,
    objective: await loadObjective(objective),
  });

  return async (request) => {
    const { reference } = request;
    const source: SubjectSource = () => isolateSubject(reference, directory, limits);
    if (request.kind === 'fingerprint') {
      const { measureFingerprint } = await import('../inference/fingerprint.ts');
      await knownOf(reference, source);
      return measureFingerprint(await source());
    }
    const prepared = await knownOf(reference, source);
    if (request.kind === 'open') return openSubject(prepared, await Promise.all(request.pairs.map(instantiate)));
    const { task } = request;
    let sent = 0;
    return runTask({
      ...(await instantiate(task)),
      source,
      reference,
      profile: prepared.subject.profile,
      engine: fastestEngine,
      store,
      settings: task.settings,
      counterexample: task.counterexample,
      progress: (done, activity) => {
        if (done < sent + progressStep) return;
        sent = done;
        answer({ kind: 'progress', done, activity });
      },
    });
  };
}
