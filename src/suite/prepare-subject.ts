import type { Explanations } from '../inference/explanations.ts';
import type { Subject } from '../laws/law.ts';
import { probeSubject } from '../subjects/probe-subject.ts';
import type { SubjectSource } from './run-task.ts';
import type { SubjectError } from '../subjects/subject-error.ts';

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
  const probe = trusted ? { findings: {} } : probeSubject(await source());
  // Imported late: what fails, fails before, and need not wait for it.
  const { inferProfile } = await import('../inference/infer-profile.ts');
  const { inUse } = await import('../inference/use.ts');
  const optimizer = await source();
  const inferred = inferProfile(optimizer, explanations);
  const profile = { ...inferred, findings: { ...inferred.findings, ...probe.findings } };
  return {
    subject: { optimizer: inUse(optimizer, profile.use), profile, ...(reference !== undefined && { reference }) },
    ...(probe.notFinite !== undefined && { notFinite: probe.notFinite }),
  };
}
