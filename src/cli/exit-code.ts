import { isRefuted, type Document } from '../suite/document.ts';

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
 * Where several apply, the first of this order is taken: refuted (1), interrupted (130), crashed (3), configuration error (2), nothing
 * selected (5), undecided or without power (4), all hold (0). What is refuted stays so, whatever happened to the rest; and no crash
 * passes for a run that only lacks power.
 *
 * @param undecidedPasses whether what is undecided or without power is accepted
 */
export function documentExitCode(document: Document, undecidedPasses: boolean, interrupted: boolean): number {
  const { results, kind } = document;
  const errors = document.errors.filter(({ code }) => code !== 'UNDERPOWERED');
  const powerless = errors.length < document.errors.length;
  if (isRefuted(document)) return exitCode.refuted;
  if (interrupted) return exitCode.interrupted;
  if (errors.some((error) => error.kind !== 'configuration')) return exitCode.crash;
  if (errors.length > 0) return exitCode.usage;
  if (kind === 'infer') return exitCode.holds;
  if (results.length === 0 && !powerless) return exitCode.nothingSelected;
  const decided = !powerless && results.every(({ verdict }) => verdict === 'holds');
  return decided || undecidedPasses ? exitCode.holds : exitCode.undecided;
}
