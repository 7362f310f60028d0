import { parentPort, workerData } from 'node:worker_threads';
import type { EnsembleMemory } from '../dynamics/ensemble-memory.ts';
import { markCalls, unwatched } from './call-monitor.ts';
import { toFailure } from './failure.ts';
import { guardSubject } from './guard-subject.ts';
import { objectiveSource } from './load-objective.ts';
import { isTrusted, loadSubject, runsElsewhere } from './load-subject.ts';
import type { Pair } from './host.ts';
import { openSubject } from './open-subject.ts';
import { prepareSubject, type PreparedSubject } from './prepare-subject.ts';
import { runTask, type SubjectSource } from './run-task.ts';
import { silenceOutput } from './silence-output.ts';
import type { WorkerRequest, WorkerResponse, WorkerSetup } from './worker-protocol.ts';

// The program of a worker thread: answers requests one at a time. Subjects are only ever loaded here.

const { calls, directory, arrayLimitBytes, timeLimit } = workerData as WorkerSetup;
const marks = markCalls(calls);
silenceOutput(() => marks.wrote());

/** A progress message is worth sending when the share has grown by this much. */
const progressStep = 0.01;

function answer(response: WorkerResponse): void {
  parentPort!.postMessage(response);
}

function sourceOf(reference: string): SubjectSource {
  if (isTrusted(reference)) return () => loadSubject(reference, directory);
  if (runsElsewhere(reference))
    return async () => guardSubject(await loadSubject(reference, directory, timeLimit), { marks: unwatched });
  return async () => {
    marks.enter({ function: 'import', step: 0 });
    try {
      return guardSubject(await loadSubject(reference, directory), { marks, arrayLimit: arrayLimitBytes });
    } finally {
      marks.leave();
    }
  };
}

const loadObjective = objectiveSource(directory);

/** Measured by every worker for itself: completed contracts hold functions. */
const prepared = new Map<string, PreparedSubject>();
const memories = new Map<string, EnsembleMemory>();

async function perform(request: WorkerRequest): Promise<unknown> {
  const { reference } = request;
  const source = sourceOf(reference);
  const subject = prepared.get(reference) ?? (await prepareSubject(source, reference, isTrusted(reference)));
  prepared.set(reference, subject);
  if (request.kind === 'fingerprint') {
    const { measureFingerprint } = await import('../inference/fingerprint.ts');
    return measureFingerprint(subject.subject.optimizer);
  }
  const [{ laws }, { fastestEngine }, { ensembleMemory }] = await Promise.all([
    import('../laws/index.ts'),
    import('../dynamics/fastest-engine.ts'),
    import('../dynamics/ensemble-memory.ts'),
  ]);
  const instantiate = async ({ law, objective }: Pair) => ({
    law: laws.find(({ id }) => id === law)!,
    objective: await loadObjective(objective),
  });
  if (request.kind === 'open') return openSubject(subject, await Promise.all(request.pairs.map(instantiate)));
  const { task } = request;
  const memory = memories.get(reference) ?? ensembleMemory();
  memories.set(reference, memory);
  let sent = 0;
  return runTask({
    ...(await instantiate(task)),
    source,
    reference,
    profile: subject.subject.profile,
    engine: fastestEngine,
    memory,
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
    .then((value) => answer({ kind: 'done', value }))
    .catch((thrown: unknown) => answer({ kind: 'failed', failure: toFailure(thrown) }));
});

answer({ kind: 'ready' });
