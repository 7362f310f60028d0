import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { conjectures } from '../../falsification/conjectures/index.ts';
import type { Counterexample } from '../../falsification/counterexample.ts';
import { isInside } from '../../falsification/counterexample.ts';
import { evaluateHere } from '../../falsification/evaluate.ts';
import { DECIDING } from '../../falsification/examination.ts';
import { canonicalJson } from '../../records/canonical-json.ts';
import { isTrusted } from '../load-subject.ts';
import { isModelReference } from '../model-reference.ts';
import { openLaboratory } from './laboratory.ts';

/** What running a kept counterexample again gave. */
export interface ReplayedCounterexample {
  readonly slug: string;
  readonly conjecture: string;
  readonly sentence: string;
  readonly verdict: string;
  /** Whether every number of the certification is what it was, to the bit. */
  readonly same: boolean;
  /** Whether it counts against its conjecture. */
  readonly inside: boolean;
  readonly reason?: string;
}

/** What whoever replays says may run of what a file names. */
export interface ReplayedCode {
  readonly optimizer?: string;
  readonly objective?: string;
  readonly trust?: boolean;
}

/**
 * Runs the certification of a kept counterexample again, on the same streams.
 *
 * @throws ConfigurationError `REPLAY_UNTRUSTED` where the file names code that does not belong to this package and was not named again
 */
export async function replayKept(
  counterexample: Counterexample,
  given: ReplayedCode,
  directory: string,
): Promise<ReplayedCounterexample> {
  const { fixed, streams, setting, alpha, slug, sentence } = counterexample;
  const conjecture = fixed.conjecture ?? counterexample.conjecture;
  refuseForeign({ ...fixed, conjecture }, given);
  const optimizer = fixed.optimizer === undefined ? undefined : (given.optimizer ?? fixed.optimizer);
  const objective = fixed.objective === undefined ? undefined : (given.objective ?? fixed.objective);
  const laboratory = await openLaboratory({
    conjecture,
    seed: streams.seed,
    directory,
    ...(optimizer !== undefined && { optimizer }),
    ...(objective !== undefined && { objective }),
  });
  const { verdict, quantities, reason } = await evaluateHere(laboratory)({
    kind: 'decide',
    setting,
    phase: streams.phase,
    alpha,
    certify: true,
    replicaLimit: DECIDING,
  });
  return {
    slug,
    conjecture: counterexample.conjecture,
    sentence,
    verdict,
    same: canonicalJson(quantities) === canonicalJson(counterexample.quantities),
    inside: isInside(counterexample, laboratory.conjecture.lasting),
    ...(reason !== undefined && { reason }),
  };
}

/** A file can come from anybody: it runs no code that whoever replays it has not named. */
function refuseForeign(
  { optimizer, objective, conjecture }: Counterexample['fixed'] & { readonly conjecture: string },
  given: ReplayedCode,
): void {
  if (given.trust === true) return;
  const foreign = [
    ...(optimizer !== undefined && !isTrusted(optimizer) && given.optimizer === undefined ? [`--optimizer ${optimizer}`] : []),
    ...(objective !== undefined && isModelReference(objective) && given.objective === undefined
      ? [`--objective ${objective}`]
      : []),
    ...(!conjectures.some(({ id }) => id === conjecture) ? ['--trust'] : []),
  ];
  if (foreign.length === 0) return;
  throw new ConfigurationError(
    'REPLAY_UNTRUSTED',
    'the counterexample names code that does not belong to intrinsic-lr, and a file can come from anybody',
    `if you know that code, say so: ${foreign.join(' ')}`,
  );
}
