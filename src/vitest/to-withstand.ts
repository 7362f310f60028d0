import type { Optimizer } from '../optimizers/optimizer.ts';
import { withoutCommands } from '../arithmetic/printable.ts';
import { formatCounterexample } from '../report/describe-refutation.ts';
import { formatNumber } from '../report/format-number.ts';
import { printableDocument } from '../report/printable-document.ts';
import { replayCounterexample, type ReplayOptions } from '../suite/replay-counterexample.ts';
import type { MatcherResult } from './matcher-result.ts';

/**
 * Expects an optimizer to pass at a counterexample that was once found: `await expect(optimizer).toWithstand('ilr1.…')`. It is what
 * `intrinsic-lr check --regression-test` writes.
 *
 * @param token the replay token of the refutation
 * @param options as of `replayCounterexample`: a model of one's own that the token names is given here too
 */
export async function toWithstand(
  optimizer: Optimizer | string,
  token: string,
  options: ReplayOptions = {},
): Promise<MatcherResult> {
  const replayed = printableDocument(await replayCounterexample(token, optimizer, options));
  const { law, verdict, objective, counterexample, effect, tolerance, unit, diagnosis } = replayed;
  const pass = verdict !== 'refuted';
  const lines = [
    `${law} is refuted on ${objective}, as before`,
    ...(counterexample === undefined ? [] : [`Counterexample: ${formatCounterexample(counterexample)}`]),
    `Effect ${formatNumber(effect)} (${unit}), allowed ${formatNumber(tolerance)}`,
    ...(diagnosis === undefined ? [] : [`Likely cause: ${diagnosis}`]),
  ];
  return {
    pass,
    message: () => (pass ? `expected the counterexample to refute ${law}, and it does not` : withoutCommands(lines.join('\n  '))),
  };
}
