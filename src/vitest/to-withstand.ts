import type { Optimizer } from '../optimizers/optimizer.ts';
import { formatCounterexample } from '../report/describe-refutation.ts';
import { formatNumber } from '../report/format-number.ts';
import { replayCounterexample } from '../suite/replay-counterexample.ts';
import type { MatcherResult } from './matcher-result.ts';

/**
 * Expects an optimizer to pass at a counterexample that was once found: `await expect(optimizer).toWithstand('ilr1.…')`. It is what
 * `intrinsic-lr check --regression-test` writes.
 *
 * @param token the replay token of the refutation
 */
export async function toWithstand(optimizer: Optimizer | string, token: string): Promise<MatcherResult> {
  const { law, verdict, objective, counterexample, effect, tolerance, unit, diagnosis } = await replayCounterexample(
    token,
    optimizer,
  );
  const pass = verdict !== 'refuted';
  return {
    pass,
    message: () =>
      pass
        ? `expected the counterexample to refute ${law}, and it does not`
        : [
            `${law} is refuted on ${objective}, as before`,
            ...(counterexample === undefined ? [] : [`Counterexample: ${formatCounterexample(counterexample)}`]),
            `Effect ${formatNumber(effect)} (${unit}), allowed ${formatNumber(tolerance)}`,
            ...(diagnosis === undefined ? [] : [`Likely cause: ${diagnosis}`]),
          ].join('\n  '),
  };
}
