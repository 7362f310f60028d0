import { resolve } from 'node:path';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { describeCampaign } from '../report/describe-campaign.ts';
import { surviveCampaign } from '../suite/campaign/survive-campaign.ts';
import type { MatcherResult } from './matcher-result.ts';

/** What `toSurvive` takes. */
export interface SurviveOptions {
  /** Replica-steps of the search: the same result on every machine. Default 2,000,000. */
  readonly steps?: number;
  /** Default 0, so that a failure comes back. */
  readonly seed?: number;
  /** Rate of false alarms; default 1e-6. */
  readonly alpha?: number;
  /** What every setting trains on; default: whatever the conjecture draws. */
  readonly objective?: string;
  /** Seconds after which a conjecture of one's own, or a module that is named, is taken to hang; default 60. */
  readonly timeLimit?: number;
  /** Folder of what was found before, which is replayed first. Default: fixtures/counterexamples. */
  readonly corpus?: string;
}

/**
 * Expects that a search of bounded length finds no counterexample inside the claimed domain of a conjecture:
 * `await expect('builtin:sgd').toSurvive('equilibrium', { steps: 1_000_000 })`. What was kept before is tried first.
 *
 * @param optimizer an object, or a reference: the optimizer of every setting
 * @param conjecture the id of a conjecture, or the path of a module
 * @throws ConfigurationError `CONJECTURE_HANGS` and `CAMPAIGN_HANGS` where code of one's own does not return
 */
export async function toSurvive(
  optimizer: Optimizer | string,
  conjecture: string,
  options: SurviveOptions = {},
): Promise<MatcherResult> {
  const { corpus = 'fixtures/counterexamples', ...asked } = options;
  const report = await surviveCampaign(optimizer, conjecture, { ...asked, corpus: resolve(corpus) });
  return {
    pass: report.verdict !== 'refuted',
    message: () => describeCampaign(report),
  };
}
