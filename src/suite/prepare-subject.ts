import type { Explanations } from '../inference/explanations.ts';
import { keepFirstRun, type RepeatFirstRun } from '../inference/repeat.ts';
import type { Subject } from '../laws/law.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { probeSubject } from '../subjects/probe-subject.ts';
import type { SubjectSource } from './run-task.ts';
import { SubjectError } from '../subjects/subject-error.ts';

/** A subject with its completed contract, in the thread in which it runs. */
export interface PreparedSubject {
  readonly subject: Subject;
  /** Its parameters do not stay finite on harmless input. */
  readonly notFinite?: SubjectError;
}

/**
 * Loads a subject, runs it on harmless input, and completes its contract by measurement.
 *
 * @param trusted built-in optimizers need no probe
 * @param explanations beside those that ship with the package
 * @throws `ConfigurationError` when it cannot be loaded, `SubjectError` when it crashes
 */
export async function prepareSubject(
  source: SubjectSource,
  reference: string | undefined,
  trusted: boolean,
  explanations?: Explanations,
): Promise<PreparedSubject> {
  const fresh = await source();
  const optimizer = await source();
  const first = trusted ? {} : firstRun(optimizer);
  const probe = trusted ? { findings: {} } : probeSubject(fresh);
  if (first.thrown !== undefined) throw first.thrown;
  // Imported late: what fails, fails before, and need not wait for it.
  const { inferProfile } = await import('../inference/infer-profile.ts');
  const { inUse } = await import('../inference/use.ts');
  const inferred = inferProfile(optimizer, explanations, first.repeat);
  const profile = { ...inferred, findings: { ...inferred.findings, ...probe.findings } };
  return {
    subject: { optimizer: inUse(optimizer, profile.use), profile, ...(reference !== undefined && { reference }) },
    ...(probe.notFinite !== undefined && { notFinite: probe.notFinite }),
  };
}

/** What is kept of the very first run, or what it threw: the probe is long enough for what lies outside of the state to settle. */
function firstRun(optimizer: Optimizer): { readonly repeat?: RepeatFirstRun; readonly thrown?: SubjectError } {
  if (optimizer.contract?.random === true) return {};
  try {
    return { repeat: keepFirstRun(optimizer) };
  } catch (thrown) {
    if (!(thrown instanceof SubjectError)) return {};
    // Of another error the process is no more; what throws is thrown once the probe has not said more of it.
    if (thrown.code !== 'SUBJECT_THROWS') throw thrown;
    return { thrown };
  }
}
