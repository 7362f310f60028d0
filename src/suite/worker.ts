import { parentPort, workerData } from 'node:worker_threads';
import { recordsBehind } from '../experiments/shared-records.ts';
import { toFailure } from './failure.ts';
import type { Pair } from './host.ts';
import { beginSubject, isolateSubject } from '../subjects/isolate-subject.ts';
import type { Explanations } from '../inference/explanations.ts';
import { loadExplanations } from './load-explanations.ts';
import { objectiveSource } from './load-objective.ts';
import { isTrusted } from '../subjects/load-subject.ts';
import { noteCallsIn } from '../subjects/model-watch.ts';
import { openSubject } from './open-subject.ts';
import { prepareSubject, type PreparedSubject } from './prepare-subject.ts';
import { registerChildrenIn } from '../subjects/process/child-register.ts';
import { closeChildren, keptBack } from '../subjects/process/child-optimizer.ts';
import { allowEnvironment } from '../subjects/process/environment.ts';
import { watchedIn } from '../subjects/process/watch.ts';
import { runTask, type SubjectSource } from './run-task.ts';
import { silenceOutput } from '../subjects/silence-output.ts';
import type { WorkerRequest, WorkerResponse, WorkerSetup } from './worker-protocol.ts';

// The program of a worker thread: answers requests one at a time. Laws run here, and no code of a subject does: it has a process of
// its own, of which this thread sees numbers.

const { children, watch, models, records, directory, env, explanations = [], ...limits } = workerData as WorkerSetup;
registerChildrenIn(children);
watchedIn(watch);
allowEnvironment(env);
let written = 0;
silenceOutput(() => written++);

/** A progress message is worth sending when the share has grown by this much. */
const progressStep = 0.01;

/** Subjects of which measurements are kept. */
const mostKept = 8;

/** What is known of subjects here. Every worker measures for itself: completed contracts hold functions. */
const known = new Map<string, PreparedSubject>();

const store = recordsBehind(records);

function answer(response: WorkerResponse): void {
  parentPort!.postMessage(response);
}

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

async function perform(request: WorkerRequest): Promise<unknown> {
  if (request.kind === 'close') return closeChildren();
  const { reference } = request;
  const source: SubjectSource = () => isolateSubject(reference, directory, limits);
  // Laws are loaded while the libraries of the subject are.
  if (!known.has(reference) && beginSubject(reference, directory, limits))
    await Promise.all([import('../laws/index.ts'), import('../inference/infer-profile.ts')]);
  if (request.kind === 'fingerprint') {
    const { measureFingerprint } = await import('../inference/fingerprint.ts');
    await knownOf(reference, source);
    return measureFingerprint(await source());
  }
  const prepared = await knownOf(reference, source);
  const [{ laws }, { fastestEngine }] = await Promise.all([import('../laws/index.ts'), import('../dynamics/fastest-engine.ts')]);
  const instantiate = async ({ law, objective }: Pair) => ({
    law: laws.find(({ id }) => id === law)!,
    objective: await loadObjective(objective),
  });
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
}

parentPort!.on('message', (request: WorkerRequest) => {
  perform(request)
    .then((value) => answer({ kind: 'done', value, kept: written + keptBack() }))
    .catch((thrown: unknown) => answer({ kind: 'failed', failure: toFailure(thrown), kept: written + keptBack() }));
});

answer({ kind: 'ready' });
