import { fastestEngine } from '../dynamics/fastest-engine.ts';
import { recordsBehind } from '../experiments/shared-records.ts';
import type { Explanations } from '../inference/explanations.ts';
import type { Profile } from '../inference/profile.ts';
import { inUse } from '../inference/use.ts';
import { laws } from '../laws/index.ts';
import { isolateSubject } from '../subjects/isolate-subject.ts';
import { isTrusted, ownsProcess } from '../subjects/load-subject.ts';
import { noteCallsIn } from '../subjects/model-watch.ts';
import type { Pair, Task } from './host.ts';
import { loadExplanations } from './load-explanations.ts';
import { objectiveSource } from './load-objective.ts';
import { openSubject, type OpenedSubject } from './open-subject.ts';
import { prepareSubject, type PreparedSubject } from './prepare-subject.ts';
import { runTask, type SubjectSource, type TaskOutcome } from './run-task.ts';
import { isUsual, ProfileUnknown, usualProfile } from './usual-profile.ts';
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

  async function knownOf(reference: string, source: SubjectSource, measured?: Profile): Promise<PreparedSubject> {
    const found =
      known.get(reference) ??
      (measured && { subject: { optimizer: inUse(await source(), measured.use), profile: measured, reference } }) ??
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
    if (request.kind === 'ahead') return runAhead(request.task, reference, source);
    const { subject, ...prepared } = await knownOf(reference, source, request.kind === 'run' ? request.profile : undefined);
    if (request.kind === 'run') return run(request.task, reference, source, subject.profile);
    const opened = openSubject({ subject, ...prepared }, await Promise.all(request.pairs.map(instantiate)));
    return ownsProcess(reference) ? { ...opened, shared: shareOf(subject.profile) } : opened;
  };

  async function run(task: Task, reference: string, source: SubjectSource, profile: Profile): Promise<TaskOutcome> {
    let sent = 0;
    return runTask({
      ...(await instantiate(task)),
      source,
      reference,
      profile,
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
  }

  async function runAhead(task: Task, reference: string, source: SubjectSource): Promise<TaskOutcome | undefined> {
    try {
      return await run(task, reference, source, usualProfile);
    } catch (thrown) {
      if (thrown instanceof ProfileUnknown) return undefined;
      throw thrown;
    }
  }
}

/** What other threads are told of a profile: some rules that are found hold functions, which cannot be sent. */
function shareOf(profile: Profile): OpenedSubject['shared'] {
  const usual = isUsual(profile);
  try {
    return { usual, profile: structuredClone(profile) };
  } catch {
    return { usual };
  }
}
