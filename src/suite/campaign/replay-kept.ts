import type { Counterexample } from '../../falsification/counterexample.ts';
import { evaluateHere } from '../../falsification/evaluate.ts';
import { examineAnew, levelOf } from '../../falsification/examine-anew.ts';
import { DECIDING, examination } from '../../falsification/examination.ts';
import { replicasFor } from '../../falsification/step-cost.ts';
import { canonicalJson } from '../../records/canonical-json.ts';
import type { QuantityVerdict } from '../../verdicts/quantity-verdict.ts';
import { refuseForeign, type AllowedCode } from './foreign-code.ts';
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
  /** What it breaks of the assumptions of its conjecture, where the file says otherwise. */
  readonly breaches?: readonly string[];
  readonly reason?: string;
}

/**
 * Runs the certification of a kept counterexample again, on the same streams.
 *
 * @throws ConfigurationError `REPLAY_UNTRUSTED` where the file names code that does not belong to this package and was not named again
 */
export async function replayKept(
  counterexample: Counterexample,
  given: AllowedCode,
  directory: string,
): Promise<ReplayedCounterexample> {
  const { fixed, streams, setting, slug, sentence } = counterexample;
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
  const evaluate = evaluateHere(laboratory);
  const certification = await evaluate({
    kind: 'decide',
    setting,
    phase: streams.phase,
    alpha: levelOf(counterexample),
    certify: true,
    replicaLimit: replicasFor(setting, DECIDING, laboratory.fixed),
  });
  const { verdict, quantities, reason } = certification;
  const exam = examination(evaluate, `${streams.phase}/replay`, laboratory.fixed);
  // The conjecture is asked, and not the file.
  const examined = await examineAnew(laboratory.conjecture, laboratory.fixed, exam, counterexample, certification);
  return {
    slug,
    conjecture: counterexample.conjecture,
    sentence,
    verdict,
    same: numbersOf(quantities) === numbersOf(counterexample.quantities),
    inside: examined.inside,
    ...(canonicalJson(examined.breaches) !== canonicalJson(counterexample.breaches) && { breaches: examined.breaches }),
    ...(reason !== undefined && { reason }),
  };
}

/** Units are words, which files of earlier versions lack. */
function numbersOf(quantities: readonly QuantityVerdict[] = []): string {
  return canonicalJson(quantities.map((quantity) => ({ ...quantity, unit: '' })));
}
