import type { BaselineResult } from '../suite/baseline.ts';
import type { Document } from '../suite/document.ts';

/** What came of a stored fingerprint, and of which subject, where there are several. */
export interface SubjectBaseline {
  readonly subject?: string;
  readonly baseline: BaselineResult;
}

/** Every comparison with a stored fingerprint that a document holds. */
export function baselinesOf({ subjects, baseline }: Document): SubjectBaseline[] {
  if (baseline !== undefined) return [{ baseline }];
  return subjects.flatMap((subject) =>
    subject.baseline === undefined ? [] : [{ subject: subject.name, baseline: subject.baseline }],
  );
}
