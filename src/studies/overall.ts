import type { StudyRecord } from '../records/study-record.ts';

/** Refuted if anything is, holds if everything does; where there is nothing, nothing is known. */
export function overall(parts: readonly Pick<StudyRecord, 'verdict'>[]): StudyRecord['verdict'] {
  if (parts.some(({ verdict }) => verdict === 'refuted')) return 'refuted';
  return parts.length > 0 && parts.every(({ verdict }) => verdict === 'holds') ? 'holds' : 'undecided';
}
