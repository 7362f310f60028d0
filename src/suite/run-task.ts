import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { printable } from '../arithmetic/printable.ts';
import type { Engine } from '../experiments/experiment.ts';
import { keepRecords } from '../experiments/keep-records.ts';
import { nameOptimizer } from '../experiments/name.ts';
import type { RecordSource } from '../experiments/record-store.ts';
import type { Profile } from '../inference/profile.ts';
import { inUse } from '../inference/use.ts';
import { OutsideDomain, type Counterexample, type Law, type LawContext, type Verdict } from '../laws/law.ts';
import type { Objective } from '../objectives/objective.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { claims } from './claims.ts';
import { SubjectError } from '../subjects/subject-error.ts';

/** What a law needs besides the subject, the objective and itself. */
export interface TaskSettings {
  readonly seed: number;
  readonly configurations: number;
  /** The task's own share of the error budget. */
  readonly alpha: number;
  readonly replicaLimit: number;
}

/** Makes the subject new: what an optimizer's module keeps from one run must not reach another task. */
export type SubjectSource = () => Optimizer | Promise<Optimizer>;

/** A verdict, and whether a second run in a new copy of the subject gave the same numbers. */
export interface JudgedTask {
  readonly verdict: Verdict;
  readonly reproducible?: boolean;
}

/** What came of a task: a verdict, or why the law found by measuring that it claims nothing here. */
export type TaskOutcome = JudgedTask | { readonly outside: string };

/** Everything that makes one law run for one subject on one objective. */
export interface TaskInputs {
  readonly law: Law;
  readonly objective: Objective;
  readonly source: SubjectSource;
  readonly reference?: string;
  /** Completed contract of the subject. */
  readonly profile: Profile;
  readonly engine: Engine;
  /** What was run for this subject, here and by other workers. */
  readonly store?: RecordSource;
  readonly settings: TaskSettings;
  /** Evaluate this one again instead of drawing new ones. */
  readonly counterexample?: Counterexample;
  readonly progress?: LawContext['progress'];
}

/**
 * Runs one law, and when an exact one refutes, runs its counterexample once more in a new copy of the subject.
 *
 * The second run is what `replay` does, so that a token which does not reproduce is known before anybody pastes it: a subject
 * that carries state from run to run, or draws hidden random numbers, gives other numbers then.
 */
export async function runTask(inputs: TaskInputs): Promise<TaskOutcome> {
  try {
    return await judge(inputs);
  } catch (thrown) {
    if (thrown instanceof OutsideDomain) return { outside: thrown.message };
    throw thrown;
  }
}

async function judge(inputs: TaskInputs): Promise<JudgedTask> {
  const { law, counterexample } = inputs;
  if (counterexample !== undefined) return { verdict: await replayed(inputs, counterexample) };
  const verdict = await law.check(await createContext(inputs));
  if (verdict.verdict !== 'refuted' || verdict.counterexample === undefined || law.tier !== 'exact') return { verdict };
  return { verdict, reproducible: await isReproducible(inputs, verdict.counterexample, verdict.effect) };
}

/** Whether a counterexample shows the same in a new copy of the subject, which has to live as long. */
async function isReproducible(inputs: TaskInputs, counterexample: Counterexample, effect: number): Promise<boolean> {
  try {
    const again = await inputs.law.replay(await createContext({ ...inputs, progress: undefined }), counterexample);
    return again.verdict === 'refuted' && Object.is(again.effect, effect);
  } catch (thrown) {
    if (thrown instanceof SubjectError) return false;
    throw thrown;
  }
}

/**
 * Evaluates a counterexample that somebody else wrote down: what it holds may be of any form, and the subject another than it was found for.
 *
 * @throws `ConfigurationError` `LAW_DOES_NOT_APPLY`, or `REPLAY_TOKEN` where the law can make nothing of it; what the subject throws
 */
async function replayed(inputs: TaskInputs, counterexample: Counterexample): Promise<Verdict> {
  const { law, objective } = inputs;
  const context = await createContext(inputs);
  const applies = claims(law, context.subject, objective);
  if (applies !== true) {
    throw new ConfigurationError(
      'LAW_DOES_NOT_APPLY',
      `${law.id} claims nothing of ${printable(context.subject.optimizer.name)} on ${printable(objective.name)}: ${printable(applies)}`,
      'the counterexample was found for another optimizer or model, or for one that has changed since',
    );
  }
  try {
    return await law.replay(context, counterexample);
  } catch (thrown) {
    if (thrown instanceof SubjectError || thrown instanceof ConfigurationError) throw thrown;
    const error = new ConfigurationError(
      'REPLAY_TOKEN',
      `${law.id} can make nothing of the counterexample: ${printable(String(thrown))}`,
      'the token was made by another version, or not by intrinsic-lr',
    );
    error.cause = thrown;
    throw error;
  }
}

/** What a law is called with. */
async function createContext(inputs: TaskInputs): Promise<LawContext> {
  const { source, reference, profile, objective, store, settings, progress } = inputs;
  const optimizer = inUse(await source(), profile.use);
  const subject = { optimizer, profile, ...(reference !== undefined && { reference }) };
  // Each task has a copy of its own of the subject, which is the same subject.
  nameOptimizer(optimizer, { reference: reference ?? 'the subject' });
  const engine = store === undefined ? inputs.engine : keepRecords(inputs.engine, store);
  return {
    subject,
    objective,
    engine,
    renew: async () => inUse(await source(), profile.use),
    ...settings,
    ...(progress !== undefined && { progress }),
  };
}
