import { isDeepStrictEqual } from 'node:util';
import { recordStore } from '../experiments/record-store.ts';
import type { Fingerprint } from '../inference/fingerprint.ts';
import { takeBegun } from './begun-workers.ts';
import type { Answer, Host, Pair, Task, TaskProgress } from './host.ts';
import { IsolatedWorker, type IsolatedWorkerOptions } from './isolated-worker.ts';
import { isTrusted, ownsProcess } from '../subjects/load-subject.ts';
import type { OpenedSubject } from './open-subject.ts';
import type { TaskOutcome } from './run-task.ts';
import { pairsOf, type WorkerRequest } from './worker-protocol.ts';

// Written on node:worker_threads because one particular thread has to be ended where a run is: the pools on npm start, choose and
// end threads themselves, and know nothing of what is warm where.

/** How many workers, and under which limits. */
export interface SubjectPoolOptions extends IsolatedWorkerOptions {
  readonly workers: number;
}

interface Job {
  readonly subject: number;
  readonly request: WorkerRequest;
  /** See `Task`. */
  readonly long?: boolean;
  readonly progress?: TaskProgress;
  readonly resolve: (answer: Answer<unknown>) => void;
}

/** Whether work is of one subject, or needs one objective, where only one of them is meant. */
function concerns(
  { subject, objective }: { readonly subject?: number; readonly objective?: string },
  job: Pick<Job, 'subject' | 'request'>,
): boolean {
  return (
    (subject === undefined || job.subject === subject) &&
    (objective === undefined || pairsOf(job.request).some((pair) => pair.objective === objective))
  );
}

/** What is warm in a worker. */
interface Warmth {
  /** The subject that it works for. */
  subject?: number;
  /** Subjects that it has worked for: their processes may still be there. */
  readonly served: Set<number>;
}

interface Place extends Warmth {
  readonly worker: IsolatedWorker;
  job?: Job;
}

/** A task that was begun before its subject was measured. */
interface Ahead {
  readonly task: Task;
  /** `undefined`: it has to be asked again. */
  readonly answer: Promise<Answer<TaskOutcome | undefined>>;
  progress?: TaskProgress;
}

/** A host whose laws run in worker threads, and whose subjects run in processes, which are started when there is work for them. */
export interface SubjectPool extends Host {
  /** Bytes of standard output of subjects that were kept back. */
  readonly writes: number;
  /** Measures what a subject does, whatever it claims. */
  fingerprint(subject: number): Promise<Answer<Fingerprint>>;
}

/**
 * Runs subjects by reference.
 *
 * A worker stays with its subject as long as there is work for it, and then takes one that nobody works for: what a subject costs
 * to start and to measure is paid once. Only where every subject has a worker does another one join in, once a worker at most, so that
 * no more processes are started than there are subjects and workers; and only where that is worth a start: a module and its laws keep
 * two processors busy by themselves, and have been asked all exact laws before another process of it is measured.
 *
 * @param references the subjects, in the order of the run
 */
export function createSubjectPool(references: readonly string[], { workers: size, ...options }: SubjectPoolOptions): SubjectPool {
  const queue: Job[] = [];
  const records = recordStore();
  const begun = takeBegun(references, options, records);
  const places = new Set<Place>();
  const cancelled: { readonly reason: string; readonly subject?: number; readonly objective?: string }[] = [];
  const ending: Promise<void>[] = [];
  let writes = 0;
  let joined = 0;
  let waking = false;

  function submit<Value>(subject: number, request: WorkerRequest, progress?: TaskProgress): Promise<Answer<Value>> {
    const given = cancelled.find((only) => concerns(only, { subject, request }));
    if (given !== undefined) return Promise.resolve({ kind: 'cancelled', reason: given.reason });
    return new Promise((resolve) => {
      const { long } = request.kind === 'run' ? request.task : {};
      queue.push({ subject, request, long, progress, resolve: resolve as Job['resolve'] });
      wake();
    });
  }

  /** Deals out work once everybody has heard of the last answer, who may have more work for the same subject. */
  function wake(): void {
    if (waking) return;
    waking = true;
    setImmediate(() => {
      waking = false;
      dispatch();
    });
  }

  function dispatch(): void {
    for (const place of places) if (!place.worker.alive && place.job === undefined) retire(place);
    for (const place of places) {
      const job = place.job === undefined ? nextJob(place) : undefined;
      if (job !== undefined) start(job, place);
    }
    while (places.size < size) {
      const job = nextJob({ served: new Set() });
      if (job === undefined) return;
      const place: Place = { worker: begun.shift() ?? new IsolatedWorker(records, options), served: new Set() };
      places.add(place);
      start(job, place);
    }
  }

  function start(job: Job, place: Place): void {
    queue.splice(queue.indexOf(job), 1);
    if (!place.served.has(job.subject) && isServed(job.subject, place)) joined += 1;
    place.job = job;
    place.subject = job.subject;
    place.served.add(job.subject);
    void place.worker.perform(job.request, job.progress).then((answer) => {
      place.job = undefined;
      if (!place.worker.alive) retire(place);
      job.resolve(answer);
      wake();
    });
  }

  const isServed = (subject: number, place: Warmth): boolean =>
    [...places].some((other) => other !== place && other.subject === subject);

  /** Work for the subject of this worker; else for one that nobody works for; else, if it may join in, for one of another worker. */
  function nextJob(place: Warmth): Job | undefined {
    const fits = (job: Job): boolean => {
      if (job.subject === place.subject || !isServed(job.subject, place)) return true;
      const trusted = isTrusted(references[job.subject]);
      return (
        place.served.has(job.subject) || trusted || (joined < size && (job.long === true || ownsProcess(references[job.subject])))
      );
    };
    const candidates = queue.filter(fits);
    const own = candidates.filter(({ subject }) => subject === place.subject);
    const free = candidates.filter(({ subject }) => !isServed(subject, place));
    return own[0] ?? free[0] ?? candidates[0];
  }

  function retire(place: Place): void {
    if (!places.delete(place)) return;
    writes += place.worker.kept;
    ending.push(place.worker.close());
  }

  /** What one worker has measured, for the others. */
  const measured = new Map<number, NonNullable<OpenedSubject['shared']>>();
  const aheads = new Map<number, Ahead>();

  function beginAhead(subject: number, reference: string, task: Task): void {
    const tell: TaskProgress = (done, activity) => begunAhead.progress?.(done, activity);
    const begunAhead: Ahead = { task, answer: submit(subject, { kind: 'ahead', reference, task }, tell) };
    aheads.set(subject, begunAhead);
  }

  function run(task: Task, progress: TaskProgress): Promise<Answer<TaskOutcome>> {
    const profile = measured.get(task.subject)?.profile;
    const request = { kind: 'run', reference: references[task.subject], task, ...(profile && { profile }) } as const;
    return submit<TaskOutcome>(task.subject, request, progress);
  }

  return {
    async open(subject: number, pairs: readonly Pair[], ahead?: Task) {
      const reference = references[subject];
      const opened = submit<OpenedSubject>(subject, { kind: 'open', reference, pairs });
      // Workers that no subject of the run needs yet get ready for this one meanwhile.
      const joining = isTrusted(reference) || ownsProcess(reference);
      let spare = joining ? Math.min(size, pairs.length) - references.length : 0;
      if (spare > 0 && ahead !== undefined && ownsProcess(reference)) {
        beginAhead(subject, reference, ahead);
        spare -= 1;
      }
      for (; spare > 0; spare--) void submit(subject, { kind: 'open', reference, pairs: [] });
      const answer = await opened;
      if (answer.kind === 'done' && answer.value.shared !== undefined) measured.set(subject, answer.value.shared);
      return answer;
    },
    fingerprint: (subject: number) => submit<Fingerprint>(subject, { kind: 'fingerprint', reference: references[subject] }),
    async run(task: Task, progress: TaskProgress) {
      const ahead = aheads.get(task.subject);
      const isMeant = measured.get(task.subject)?.usual === true && isDeepStrictEqual(ahead?.task, task);
      if (ahead === undefined || !isMeant) return run(task, progress);
      aheads.delete(task.subject);
      ahead.progress = progress;
      const answer = await ahead.answer;
      if (answer.kind !== 'done') return answer;
      return answer.value === undefined ? run(task, progress) : { ...answer, value: answer.value };
    },
    cancel(reason, only = {}) {
      const answer = { kind: 'cancelled', reason } as const;
      cancelled.push({ reason, ...only });
      for (const job of queue.filter((each) => concerns(only, each))) {
        queue.splice(queue.indexOf(job), 1);
        job.resolve(answer);
      }
      for (const { worker, job } of places) if (job !== undefined && concerns(only, job)) ending.push(worker.end(answer));
    },
    async close() {
      for (const place of places) retire(place);
      ending.push(...begun.splice(0).map((worker) => worker.close()));
      await Promise.all(ending);
    },
    get writes() {
      return writes + [...places].reduce((sum, { worker }) => sum + worker.kept, 0);
    },
  };
}
