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

/** What is refuted stays so, whatever happened to the rest; and no crash passes for a run that only lacks power. */
const gravestFirst = [
  exitCode.refuted,
  exitCode.interrupted,
  exitCode.crash,
  exitCode.usage,
  exitCode.nothingSelected,
  exitCode.undecided,
];

/** The code of what has several: the first of refuted, interrupted, crash, usage, nothing selected, undecided; of none, all hold. */
export function gravest(codes: readonly number[]): number {
  return gravestFirst.find((code) => codes.includes(code)) ?? exitCode.holds;
}

/**
 * The exit code of a document: the gravest of all that apply.
 *
 * @param undecidedPasses whether what is undecided or without power is accepted
 */
export function documentExitCode(document: Document, undecidedPasses: boolean, interrupted: boolean): number {
  const { results, kind } = document;
  const errors = document.errors.filter(({ code }) => code !== 'UNDERPOWERED');
  const powerless = errors.length < document.errors.length;
  const decides = kind !== 'infer';
  const undecided = powerless || results.some(({ verdict }) => verdict !== 'holds');
  const applies: readonly [code: number, whether: boolean][] = [
    [exitCode.refuted, isRefuted(document)],
    [exitCode.interrupted, interrupted],
    [exitCode.crash, errors.some((error) => error.kind !== 'configuration')],
    [exitCode.usage, errors.some((error) => error.kind === 'configuration')],
    [exitCode.nothingSelected, decides && results.length === 0 && !powerless],
    [exitCode.undecided, decides && undecided && !undecidedPasses],
  ];
  return gravest(applies.flatMap(([code, whether]) => (whether ? [code] : [])));
}
