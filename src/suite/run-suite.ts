import type { Law, Verdict } from '../laws/law.ts';
import { objective as parseObjective } from '../objectives/reference.ts';
import {
  overallVerdict,
  totalWork,
  type Document,
  type DocumentError,
  type DocumentKind,
  type Result,
  type Skip,
  type SubjectDescription,
} from './document.ts';
import type { Failure } from './failure.ts';
import type { Answer, Host, Pair, Task } from './host.ts';
import { isModelReference } from '../subjects/model-reference.ts';
import type { OpenedSubject } from './open-subject.ts';
import { encodeReplayToken, type ReplayRecipe } from './encode-replay-token.ts';
import { foreignReferences } from './replay-trust.ts';
import { isStatistical, runPlan, type PlanOutcome } from './run-plan.ts';
import type { JudgedTask } from './run-task.ts';
import { version } from './version.ts';
import { meaningOfHolds } from '../verdicts/beta.ts';

/** A subject of a run, and what to ask of it. */
export interface PlannedSubject {
  /** What it is called until it has told its name. */
  readonly label: string;
  /** How the user named it; absent for an object in memory. */
  readonly reference?: string;
  readonly pairs: readonly Pair[];
  /** Counterexamples to evaluate again; they replace `pairs`. */
  readonly replays?: readonly Omit<Task, 'subject'>[];
}

/** Everything that determines the results of a run. */
export interface SuitePlan {
  readonly kind: DocumentKind;
  readonly subjects: readonly PlannedSubject[];
  readonly laws: readonly Law[];
  readonly seed: number;
  /** Family-wise rate of false alarms, divided equally among the statistical verdicts. */
  readonly alpha: number;
  readonly configurations: number;
  readonly replicaLimit: number;
  /** Run statistical laws of a subject that an exact law has refuted, too; by default they are skipped: they could add nothing. */
  readonly afterRefutation?: boolean;
}

/** What watches a run, and may end it, without changing its results. */
export interface SuiteObserver {
  /** Aborting ends the run; its reason, a string, is given for everything that is not finished. */
  readonly signal?: AbortSignal;
  /** Called with the share of the run that is done, in [0, 1], and what is being done. */
  readonly onProgress?: (share: number, activity: string) => void;
  /** Milliseconds from any origin; without a clock the document does not tell how long the run took. */
  readonly clock?: () => number;
}

/**
 * Runs a plan and reports what was found.
 *
 * Results are in the order of the plan and every random number is a function of the seed, so the document depends neither on the
 * number of workers nor on their speed. A subject that fails does not stop the others.
 */
export async function runSuite(plan: SuitePlan, host: Host, observer: SuiteObserver = {}): Promise<Document> {
  const started = observer.clock?.();
  const abort = (): void => host.cancel(String(observer.signal!.reason));
  observer.signal?.addEventListener('abort', abort);
  try {
    if (observer.signal?.aborted) abort();
    const outcome = await runPlan(plan, host, observer.onProgress);
    const elapsed = started === undefined ? {} : { elapsedSeconds: (observer.clock!() - started) / 1000 };
    return assemble(plan, outcome, elapsed, observer.signal?.aborted === true);
  } finally {
    observer.signal?.removeEventListener('abort', abort);
  }
}

function assemble(
  plan: SuitePlan,
  { openings, tasks, answers }: PlanOutcome,
  elapsed: { readonly elapsedSeconds?: number },
  aborted: boolean,
): Document {
  const labels = labelSubjects(plan, openings);
  const results: Result[] = [];
  const skipped: Skip[] = [];
  const errors: DocumentError[] = [];

  plan.subjects.forEach(({ pairs, replays }, subject) => {
    const label = labels[subject];
    const opening = openings[subject];
    if (opening.kind === 'failed') errors.push({ subject: label, ...opening.failure });
    if (opening.kind === 'cancelled') {
      results.push(...(replays ?? pairs).map((pair) => unfinished(label, pair, opening.reason)));
    }
    if (opening.kind === 'done' && opening.value.failure !== undefined) errors.push({ subject: label, ...opening.value.failure });
    if (opening.kind === 'done' && replays === undefined) {
      pairs.forEach((pair, i) => {
        const reason = opening.value.applies[i];
        const objective = opening.value.objectives[i];
        if (reason !== true) skipped.push({ subject: label, law: pair.law, objective, reason });
      });
    }
  });

  tasks.forEach((task, index) => {
    const answer = answers[index];
    const subject = labels[task.subject];
    if (answer.kind === 'done') {
      results.push(toResult(subject, plan.subjects[task.subject].reference, task, answer.value));
    } else if (answer.kind === 'failed') {
      addError(errors, subject, task, answer.failure);
    } else if (aborted) {
      results.push(unfinished(subject, task, answer.reason));
    } else {
      skipped.push({ subject, law: task.law, objective: loadedName(plan, openings, task), reason: answer.reason });
    }
  });

  const subjects = openings.flatMap((opening, i) =>
    opening.kind === 'done' ? [relabel(opening.value.description, labels[i], plan.subjects[i].reference)] : [],
  );
  const statisticalTasks = tasks.filter((task) => isStatistical(plan, task)).length;
  const asked = plan.subjects.flatMap(({ pairs }) => pairs.map(({ objective }) => objective));
  const trusted = [...new Set(asked.filter(isModelReference))];
  return {
    schemaVersion: 1,
    version,
    kind: plan.kind,
    verdict: overallVerdict(results, errors),
    seed: plan.seed,
    alpha: plan.alpha,
    configurations: plan.configurations,
    ...elapsed,
    ...(subjects.length === 1 && plan.subjects.length === 1 && { subject: subjects[0] }),
    subjects,
    results,
    skipped,
    errors,
    work: totalWork(results),
    budget: {
      alpha: plan.alpha,
      statisticalTasks,
      alphaPerTask: plan.alpha / Math.max(1, statisticalTasks),
      ...(statisticalTasks > 0 && { holds: meaningOfHolds }),
    },
    ...(trusted.length > 0 && { trusted }),
    ...(aborted && { interrupted: true }),
  };
}

/** Names that tell the subjects of a run apart: their own, or how the user named them where two have the same, or that with a number. */
function labelSubjects(plan: SuitePlan, openings: readonly Answer<OpenedSubject>[]): string[] {
  const names = openings.map((opening, i) => (opening.kind === 'done' ? opening.value.description.name : plan.subjects[i].label));
  const labels = names.map((name, i) =>
    names.filter((other) => other === name).length > 1 ? (plan.subjects[i].reference ?? name) : name,
  );
  return labels.map((label, i) => {
    const earlier = labels.slice(0, i).filter((other) => other === label).length;
    return earlier === 0 ? label : `${label} (${earlier + 1})`;
  });
}

function relabel(description: OpenedSubject['description'], name: string, reference: string | undefined): SubjectDescription {
  return { ...description, name, ...(reference !== undefined && { reference }) };
}

function toResult(subject: string, reference: string | undefined, task: Task, { verdict, reproducible }: JudgedTask): Result {
  const { law, evidence, interval, counterexample } = verdict;
  return {
    subject,
    law,
    objective: verdict.objective,
    verdict: verdict.verdict,
    effect: finite(verdict.effect),
    interval: [finite(interval[0]), finite(interval[1])],
    tolerance: finite(verdict.tolerance),
    detectable: finite(verdict.detectable),
    unit: verdict.unit,
    evidence,
    ...(counterexample !== undefined && { counterexample }),
    ...pick(verdict, 'diagnosis'),
    ...pick(verdict, 'cause'),
    ...pick(verdict, 'blame'),
    ...pick(verdict, 'reason'),
    ...(verdict.observations !== undefined && { observations: verdict.observations }),
    ...(reproducible !== undefined && { reproducible }),
    work: verdict.work,
    ...(counterexample !== undefined && replayOf({ subject: reference, law, objective: task.objective, counterexample }, task)),
  };
}

function replayOf(
  { subject, ...found }: Pick<ReplayRecipe, 'law' | 'objective' | 'counterexample'> & { subject: string | undefined },
  { settings }: Task,
): Pick<Result, 'replay' | 'foreign'> {
  const recipe = { version, ...(subject !== undefined && { subject }), ...found, ...settings };
  const foreign = foreignReferences(recipe);
  return { replay: encodeReplayToken(recipe), ...(Object.keys(foreign).length > 0 && { foreign }) };
}

function pick<Key extends 'diagnosis' | 'cause' | 'blame' | 'reason'>(verdict: Verdict, key: Key): Pick<Verdict, Key> {
  return (verdict[key] === undefined ? {} : { [key]: verdict[key] }) as Pick<Verdict, Key>;
}

/** The name of a task's objective, as the subject's worker told it. */
function loadedName(plan: SuitePlan, openings: readonly Answer<OpenedSubject>[], task: Task): string {
  const opening = openings[task.subject];
  const pair = plan.subjects[task.subject].pairs.findIndex(({ objective }) => objective === task.objective);
  return (opening.kind === 'done' ? opening.value.objectives[pair] : undefined) ?? nameOf(task);
}

/** A model's name is known where it is loaded; elsewhere its path stands for it. */
const nameOf = ({ objective }: Pair): string => (isModelReference(objective) ? objective : parseObjective(objective).name);

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The result of a task that the user did not wait for. */
function unfinished(subject: string, task: Pair, reason: string): Result {
  return {
    subject,
    law: task.law,
    objective: nameOf(task),
    verdict: 'undecided',
    effect: null,
    interval: [null, null],
    tolerance: null,
    detectable: null,
    unit: '',
    evidence: { kind: 'none' },
    reason,
    work: { configurations: 0, replicas: 0, steps: 0 },
  };
}

/** The same failure under several laws is one error that names them all. */
function addError(errors: DocumentError[], subject: string, { law }: Task, failure: Failure): void {
  const index = errors.findIndex(
    (error) => error.subject === subject && error.code === failure.code && error.message === failure.message,
  );
  if (index < 0) errors.push({ subject, laws: [law], ...failure });
  else errors[index] = { ...errors[index], laws: [...new Set([...(errors[index].laws ?? []), law])] };
}
