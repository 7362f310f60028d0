import type { Law } from '../laws/law.ts';
import { errorBudget } from '../statistics/error-budget.ts';
import type { Failure } from './failure.ts';
import type { Answer, Host, Pair, Task } from './host.ts';
import { isModelReference } from '../subjects/model-reference.ts';
import type { OpenedSubject } from './open-subject.ts';
import type { SuiteObserver, SuitePlan } from './run-suite.ts';
import type { JudgedTask, TaskOutcome } from './run-task.ts';

/** What came of a plan: of every subject and of every task, in the order of the plan. */
export interface PlanOutcome {
  readonly openings: readonly Answer<OpenedSubject>[];
  readonly tasks: readonly Task[];
  readonly answers: readonly Answer<JudgedTask>[];
}

/**
 * Opens every subject and runs its tasks: exact laws as soon as it is open, statistical ones when it has passed these and every subject
 * is open, because all of them share one error budget.
 */
export async function runPlan(plan: SuitePlan, host: Host, onProgress?: SuiteObserver['onProgress']): Promise<PlanOutcome> {
  const progress = new Progress(plan.subjects.length, onProgress);
  const openings = plan.subjects.map(({ pairs }, subject) => host.open(subject, pairs, aheadOf(plan, subject)));
  const planned = openings.map(async (opening, subject) => {
    const opened = await opening;
    if (opened.kind === 'failed') giveUpModel(host, plan.subjects[subject].pairs, opened.failure);
    const tasks = tasksOf(plan, subject, opened);
    progress.opened(subject, tasks.length);
    return tasks;
  });
  const divided = Promise.all(planned).then((tasks) => divideBudget(plan, tasks));
  const answers = planned.map(async (tasks, subject) => {
    const opening = await openings[subject];
    if (opening.kind !== 'done') return [];
    const run = new SubjectRun(plan, host, opening.value.description.name, progress);
    return run.answer(await tasks, async (index) => (await divided)[subject][index]);
  });
  return {
    openings: await Promise.all(openings),
    tasks: (await divided).flat(),
    answers: (await Promise.all(answers)).flat(),
  };
}

/** The longest task that need not wait until the subject is measured. */
function aheadOf(plan: SuitePlan, subject: number): Task | undefined {
  const { pairs, replays } = plan.subjects[subject];
  const lawOf = ({ law }: Pair): Law | undefined => plan.laws.find(({ id }) => id === law);
  const durationOf = (pair: Pair): number => lawOf(pair)?.duration ?? 1;
  const [longest] = pairs.filter((pair) => lawOf(pair)?.ahead === true).toSorted((a, b) => durationOf(b) - durationOf(a));
  return replays !== undefined || longest === undefined ? undefined : { subject, ...longest, settings: settingsOf(plan) };
}

function settingsOf({ seed, configurations, replicaLimit, alpha }: SuitePlan): Task['settings'] {
  return { seed, configurations, replicaLimit, alpha };
}

/** Tasks of a subject in the order of the plan, statistical ones still without their share of α. */
function tasksOf(plan: SuitePlan, subject: number, opening: Answer<OpenedSubject>): Task[] {
  if (opening.kind !== 'done') return [];
  const { pairs, replays } = plan.subjects[subject];
  if (replays !== undefined) return replays.map((replay) => ({ subject, ...replay }));
  const settings = settingsOf(plan);
  return pairs
    .filter((_, i) => opening.value.applies[i] === true)
    .map((pair) => ({ subject, ...pair, ...(isStatistical(plan, pair) && { long: true }), settings }));
}

/** The same tasks, with an equal share of α for each statistical one. */
function divideBudget(plan: SuitePlan, tasks: readonly (readonly Task[])[]): Task[][] {
  const spends = (task: Task): boolean => task.counterexample === undefined && isStatistical(plan, task);
  const hypotheses = tasks.flat().filter(spends);
  if (hypotheses.length === 0) return tasks.map((own) => [...own]);
  const { shares } = errorBudget({ alpha: plan.alpha, weights: Object.fromEntries(hypotheses.map((_, i) => [`task ${i}`, 1])) });
  const share = (task: Task): Task => ({
    ...task,
    settings: { ...task.settings, alpha: shares[hypotheses.indexOf(task)].alpha },
  });
  return tasks.map((own) => own.map((task) => (spends(task) ? share(task) : task)));
}

/** The tasks of one open subject. */
class SubjectRun {
  readonly #plan: SuitePlan;
  readonly #host: Host;
  readonly #name: string;
  readonly #progress: Progress;

  constructor(plan: SuitePlan, host: Host, name: string, progress: Progress) {
    this.#plan = plan;
    this.#host = host;
    this.#name = name;
    this.#progress = progress;
  }

  /**
   * Runs tasks of the subject.
   *
   * @param shared the task at an index with its share of the error budget, once that is known
   */
  answer(tasks: readonly Task[], shared: (index: number) => Promise<Task>): Promise<Answer<JudgedTask>[]> {
    const answers = Array.from<Promise<Answer<JudgedTask>>>({ length: tasks.length });
    const indices = tasks.map((_, index) => index);
    // Exact laws take milliseconds and tell most of what there is to tell: they run first, and a refutation settles the subject.
    const exact = indices.filter((index) => !isStatistical(this.#plan, tasks[index]));
    // The longest are started first, so that no worker is left with one while the others have nothing to do.
    const durationOf = ({ law }: Task): number => this.#plan.laws.find(({ id }) => id === law)?.duration ?? 1;
    for (const index of exact.toSorted((a, b) => durationOf(tasks[b]) - durationOf(tasks[a])))
      answers[index] = this.#run(tasks[index], index);
    const earlier = this.#plan.afterRefutation === true ? [] : exact;
    const settled = Promise.all(earlier.map((other) => answers[other]));
    for (const index of indices.filter((i) => !exact.includes(i)))
      answers[index] = this.#unlessRefuted(tasks, index, earlier, settled, shared);
    return Promise.all(answers);
  }

  async #unlessRefuted(
    tasks: readonly Task[],
    index: number,
    earlier: readonly number[],
    settled: Promise<readonly Answer<JudgedTask>[]>,
    shared: (index: number) => Promise<Task>,
  ): Promise<Answer<JudgedTask>> {
    const refuting = (await settled).findIndex(isRefuted);
    if (refuting < 0) return this.#run(await shared(index), index);
    this.#progress.advance(tasks[index].subject, index, 1, tasks[index].law);
    const reason = `${tasks[earlier[refuting]].law} is refuted already; name a law with --laws to run it all the same`;
    return { kind: 'cancelled', reason };
  }

  async #run(task: Task, index: number): Promise<Answer<JudgedTask>> {
    const title = `${task.law} for ${this.#name}`;
    const advance = (done: number, activity: string): void => this.#progress.advance(task.subject, index, done, activity);
    const answer = judgedOrSkipped(
      await this.#host.run(task, (done, activity) => advance(done, `${title}: ${activity.replace(`${task.law}: `, '')}`)),
    );
    advance(1, title);
    if (answer.kind === 'failed') this.#giveUp(task, answer.failure);
    return answer;
  }

  /** What hung in one law, an optimizer or a model, is not asked by the others. */
  #giveUp({ subject, objective }: Task, failure: Failure): void {
    const reason = `not run: ${this.#plan.subjects[subject].label} was stopped (${failure.code})`;
    giveUpModel(this.#host, [{ objective }], failure);
    if (endsSubject(failure)) this.#host.cancel(reason, { subject });
  }
}

/** A model that hung for one subject is not asked for the others. */
function giveUpModel(host: Host, pairs: readonly Pick<Pair, 'objective'>[], { kind, code }: Failure): void {
  const models = new Set(pairs.map(({ objective }) => objective).filter(isModelReference));
  if (kind !== 'model' || models.size !== 1) return;
  const [objective] = models;
  host.cancel(`not run: the model ${objective} was stopped (${code})`, { objective });
}

/** Whether asking again would only cost another time limit: the process hung, or grew, and would do so again. */
function endsSubject({ code }: Failure): boolean {
  return code === 'SUBJECT_HANGS' || code === 'SUBJECT_OUT_OF_MEMORY';
}

/** What opening a subject counts beside its tasks. */
const openingShare = 0.1;

/** How much of a plan is done, where no subject's tasks are known before it is open. */
class Progress {
  readonly #shares: { readonly tasks: number[]; opened: boolean }[];
  readonly #tell: SuiteObserver['onProgress'];

  constructor(subjects: number, tell: SuiteObserver['onProgress']) {
    this.#shares = Array.from({ length: subjects }, () => ({ tasks: [], opened: false }));
    this.#tell = tell;
    this.#report('loading, and finding out what it does');
  }

  opened(subject: number, tasks: number): void {
    this.#shares[subject] = { tasks: Array.from({ length: tasks }, () => 0), opened: true };
    const all = this.#shares.length;
    this.#report(`opened ${this.#shares.filter(({ opened }) => opened).length} of ${all} optimizer${all === 1 ? '' : 's'}`);
  }

  advance(subject: number, task: number, done: number, activity: string): void {
    this.#shares[subject].tasks[task] = done;
    this.#report(activity);
  }

  #report(activity: string): void {
    const doneOf = ({ tasks, opened }: { readonly tasks: readonly number[]; readonly opened: boolean }): number => {
      if (!opened) return 0;
      const mean = tasks.length === 0 ? 1 : tasks.reduce((sum, share) => sum + share, 0) / tasks.length;
      return openingShare + (1 - openingShare) * mean;
    };
    this.#tell?.(this.#shares.reduce((sum, shares) => sum + doneOf(shares), 0) / this.#shares.length, activity);
  }
}

/** A law that turned out to claim nothing is skipped, as one that said so beforehand. */
function judgedOrSkipped(answer: Answer<TaskOutcome>): Answer<JudgedTask> {
  if (answer.kind !== 'done') return answer;
  const { value } = answer;
  return 'outside' in value ? { kind: 'cancelled', reason: value.outside } : { kind: 'done', value };
}

function isRefuted(answer: Answer<JudgedTask>): boolean {
  return answer.kind === 'done' && answer.value.verdict.verdict === 'refuted';
}

/** Whether a task spends a share of the error budget. */
export function isStatistical({ laws }: SuitePlan, { law }: Pair): boolean {
  return laws.find(({ id }) => id === law)?.tier === 'statistical';
}
