import type { Law, Subject } from '../laws/law.ts';
import type { Objective } from '../objectives/objective.ts';

/** `true`, or the reason why a law claims nothing of a subject on an objective, by its own account or by the objective's. */
export function claims(law: Law, subject: Subject, objective: Objective): true | string {
  return objective.exempt?.[law.id] ?? law.applies(subject, objective);
}
