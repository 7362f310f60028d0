import { parentPort, workerData } from 'node:worker_threads';
import { beginSubject, startSubject } from '../subjects/isolate-subject.ts';
import { awaitTwin, closeChildren, keptBack } from '../subjects/process/child-optimizer.ts';
import { registerChildrenIn } from '../subjects/process/child-register.ts';
import { allowEnvironment } from '../subjects/process/environment.ts';
import { watchedIn } from '../subjects/process/watch.ts';
import { silenceOutput } from '../subjects/silence-output.ts';
import { toFailure } from './failure.ts';
import type { WorkerRequest, WorkerResponse, WorkerSetup } from './worker-protocol.ts';

// The program of a worker thread: answers requests one at a time. Laws run here, and no code of a subject does: it has a process of
// its own, of which this thread sees numbers. What starts processes is loaded first, and laws while these start.

const setup = workerData as WorkerSetup;
registerChildrenIn(setup.children);
watchedIn(setup.watch);
allowEnvironment(setup.env);
let written = 0;
silenceOutput(() => written++);
if (setup.twin !== undefined) awaitTwin(setup.twin);
if (setup.begins !== undefined) startSubject(setup.begins, setup.directory, setup);

function answer(response: WorkerResponse): void {
  parentPort!.postMessage(response);
}

const loaded = import('./worker-tasks.ts').then(({ WorkerTasks }) => new WorkerTasks(setup, answer));
// Whoever asks is told.
loaded.catch(() => {});

async function perform(request: WorkerRequest): Promise<unknown> {
  if (request.kind === 'close') return closeChildren();
  beginSubject(request.reference, setup.directory, setup);
  return (await loaded).perform(request);
}

parentPort!.on('message', (request: WorkerRequest) => {
  perform(request)
    .then((value) => answer({ kind: 'done', value, kept: written + keptBack() }))
    .catch((thrown: unknown) => answer({ kind: 'failed', failure: toFailure(thrown), kept: written + keptBack() }));
});

answer({ kind: 'ready' });
