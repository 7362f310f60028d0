import type { Document } from '../suite/document.ts';

/** What the process exits with. */
export const exitCode = {
  holds: 0,
  refuted: 1,
  usage: 2,
  crash: 3,
  undecided: 4,
  nothingSelected: 5,
  interrupted: 130,
} as const;

/**
 * The exit code of a document.
 *
 * Where several apply, the first of this order is taken: interrupted, crashed (3), configuration error (2), refuted (1), nothing
 * selected (5), undecided (4), all hold (0). A crash comes before a refutation because what crashed was not checked.
 *
 * @param undecidedPasses whether undecided laws are accepted
 */
export function documentExitCode(document: Document, undecidedPasses: boolean, interrupted: boolean): number {
  const { errors, results, kind, baseline } = document;
  if (interrupted) return exitCode.interrupted;
  if (errors.some((error) => error.kind !== 'configuration')) return exitCode.crash;
  if (errors.length > 0) return exitCode.usage;
  if (kind === 'infer') return exitCode.holds;
  if (baseline?.state === 'changed' || results.some(({ verdict }) => verdict === 'refuted')) return exitCode.refuted;
  if (results.length === 0) return exitCode.nothingSelected;
  return undecidedPasses || results.every(({ verdict }) => verdict === 'holds') ? exitCode.holds : exitCode.undecided;
}
