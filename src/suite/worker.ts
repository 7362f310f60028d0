import { parentPort, workerData } from 'node:worker_threads';
import { referenceEngine } from '../dynamics/reference-engine.ts';
import { inferProfile } from '../inference/infer-profile.ts';
import type { Profile } from '../inference/profile.ts';
import { laws } from '../laws/index.ts';
import { objective as parseObjective } from '../objectives/reference.ts';
import { markCalls } from './call-monitor.ts';
import { toFailure } from './failure.ts';
import { guardSubject } from './guard-subject.ts';
import { isTrusted, loadSubject } from './load-subject.ts';
import { openSubject } from './open-subject.ts';
import { runTask, type SubjectSource } from './run-task.ts';
import { silenceOutput } from './silence-output.ts';
import type { WorkerRequest, WorkerResponse, WorkerSetup } from './worker-protocol.ts';

// The program of a worker thread: answers requests one at a time. Subjects are only ever loaded here.

const { calls, directory, arrayLimitBytes } = workerData as WorkerSetup;
const marks = markCalls(calls);
silenceOutput(() => marks.wrote());

/** A progress message is worth sending when the share has grown by this much. */
const progressStep = 0.01;

function answer(response: WorkerResponse): void {
  parentPort!.postMessage(response);
}

function sourceOf(reference: string): SubjectSource {
  if (isTrusted(reference)) return () => loadSubject(reference, directory);
  return async () => {
    marks.enter({ function: 'import', step: 0 });
    try {
      return guardSubject(await loadSubject(reference, directory), { marks, arrayLimit: arrayLimitBytes });
    } finally {
      marks.leave();
    }
  };
}

/** Completed contracts; they hold functions, so every worker measures its own. */
const profiles = new Map<string, Profile>();

const lawOf = (id: string) => laws.find((law) => law.id === id)!;

async function perform(request: WorkerRequest): Promise<unknown> {
  const { reference } = request;
  const source = sourceOf(reference);
  if (request.kind === 'open') {
    const pairs = request.pairs.map(({ law, objective }) => ({ law: lawOf(law), objective: parseObjective(objective) }));
    return openSubject({ source, reference, trusted: isTrusted(reference), pairs });
  }
  const { task } = request;
  const profile = profiles.get(reference) ?? inferProfile(await source());
  profiles.set(reference, profile);
  let sent = 0;
  return runTask({
    law: lawOf(task.law),
    objective: parseObjective(task.objective),
    source,
    reference,
    profile,
    engine: referenceEngine,
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
