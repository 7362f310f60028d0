import { fastestEngine } from '../dynamics/fastest-engine.ts';
import type { RecordSource } from '../experiments/record-store.ts';
import { recordsBehind } from '../experiments/shared-records.ts';
import type { Explanations } from '../inference/explanations.ts';
import type { Profile } from '../inference/profile.ts';
import { inUse } from '../inference/use.ts';
import { laws } from '../laws/index.ts';
import type { Law } from '../laws/law.ts';
import type { Objective } from '../objectives/objective.ts';
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
export class WorkerTasks {
  /** What is known of subjects here. Completed contracts may hold functions, so that every worker may have to measure for itself. */
  readonly #known = new Map<string, PreparedSubject>();
  readonly #setup: WorkerSetup;
  readonly #answer: (response: WorkerResponse) => void;
  readonly #store: RecordSource;
  readonly #loadObjective: (reference: string) => Promise<Objective>;
  /** Imported when the first subject is measured, so that what is wrong with them is said of it. */
  #explaining: Promise<Explanations> | undefined;

  /** @param answer tells how far a request is */
  constructor(setup: WorkerSetup, answer: (response: WorkerResponse) => void) {
    this.#setup = setup;
    this.#answer = answer;
    this.#store = recordsBehind(setup.records);
    this.#loadObjective = objectiveSource(setup.directory, noteCallsIn(setup.models));
  }

  async perform(request: Exclude<WorkerRequest, { kind: 'close' }>): Promise<unknown> {
    const { reference } = request;
    const source: SubjectSource = () => isolateSubject(reference, this.#setup.directory, this.#setup);
    if (request.kind === 'fingerprint') {
      const { measureFingerprint } = await import('../inference/fingerprint.ts');
      await this.#knownOf(reference, source);
      return measureFingerprint(await source());
    }
    if (request.kind === 'ahead') return this.#runAhead(request.task, reference, source);
    const { subject, ...prepared } = await this.#knownOf(reference, source, request.kind === 'run' ? request.profile : undefined);
    if (request.kind === 'run') return this.#run(request.task, reference, source, subject.profile);
    const pairs = await Promise.all(request.pairs.map((pair) => this.#instantiate(pair)));
    const opened = openSubject({ subject, ...prepared }, pairs);
    return ownsProcess(reference) ? { ...opened, shared: shareOf(subject.profile) } : opened;
  }

  /** @param measured the profile, where another worker has measured it */
  async #knownOf(reference: string, source: SubjectSource, measured?: Profile): Promise<PreparedSubject> {
    const known = this.#known;
    const found =
      known.get(reference) ??
      (measured && { subject: { optimizer: inUse(await source(), measured.use), profile: measured, reference } }) ??
      (await prepareSubject(source, reference, isTrusted(reference), await this.#explanations()));
    known.delete(reference);
    known.set(reference, found);
    if (known.size > mostKept) known.delete(known.keys().next().value!);
    return found;
  }

  #explanations(): Promise<Explanations> {
    return (this.#explaining ??= loadExplanations(this.#setup.explanations ?? [], this.#setup.directory));
  }

  async #instantiate({ law, objective }: Pair): Promise<{ readonly law: Law; readonly objective: Objective }> {
    return { law: laws.find(({ id }) => id === law)!, objective: await this.#loadObjective(objective) };
  }

  async #run(task: Task, reference: string, source: SubjectSource, profile: Profile): Promise<TaskOutcome> {
    let sent = 0;
    return runTask({
      ...(await this.#instantiate(task)),
      source,
      reference,
      profile,
      engine: fastestEngine,
      store: this.#store,
      settings: task.settings,
      counterexample: task.counterexample,
      progress: (done, activity) => {
        if (done < sent + progressStep) return;
        sent = done;
        this.#answer({ kind: 'progress', done, activity });
      },
    });
  }

  async #runAhead(task: Task, reference: string, source: SubjectSource): Promise<TaskOutcome | undefined> {
    try {
      return await this.#run(task, reference, source, usualProfile);
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
