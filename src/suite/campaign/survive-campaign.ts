import { runCampaign, type CampaignReport } from '../../falsification/campaign.ts';
import { evaluateHere } from '../../falsification/evaluate.ts';
import { completed } from '../../falsification/fixed-optimizer.ts';
import { proposers } from '../../falsification/proposers/index.ts';
import { spaceFor } from '../../falsification/space-for.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { defaultAlpha } from '../defaults.ts';
import { version } from '../version.ts';
import { readCorpus } from './corpus-folder.ts';
import { budgetOf, tryLoading } from './falsify.ts';
import { isForeign } from './foreign-code.ts';
import { openLaboratory } from './laboratory.ts';
import { openTaskPool } from './task-pool.ts';

/** What a campaign in somebody's tests takes. */
export interface SurviveCampaignOptions {
  readonly steps?: number;
  readonly seed?: number;
  readonly alpha?: number;
  readonly objective?: string;
  readonly timeLimit?: number;
  /** Folder of what was found before. */
  readonly corpus: string;
}

/** Replica-steps of a search that is part of a test. */
const STEPS = 2_000_000;

/**
 * A campaign of one island, for an optimizer that may be an object in memory. It runs in this thread, unless the conjecture is somebody's
 * own and the optimizer has a name: then tasks are computed in a thread that can be ended.
 *
 * @throws ConfigurationError `CONJECTURE_HANGS`, `CAMPAIGN_HANGS` after `timeLimit` seconds
 */
export async function surviveCampaign(
  optimizer: Optimizer | string,
  conjecture: string,
  { steps = STEPS, seed = 0, alpha = defaultAlpha, objective, timeLimit, corpus }: SurviveCampaignOptions,
): Promise<CampaignReport> {
  const named = typeof optimizer === 'string' ? { optimizer } : {};
  const reference = { conjecture, seed, directory: process.cwd(), ...named, ...(objective !== undefined && { objective }) };
  const ending = new AbortController();
  const pool =
    isForeign(conjecture) && typeof optimizer === 'string' ? openTaskPool(reference, 1, ending.signal, timeLimit) : undefined;
  try {
    // Loaded where it can be ended, before it is loaded here.
    if (pool !== undefined) await pool.opened();
    else if (isForeign(conjecture)) await tryLoading({ conjecture, seed, directory: process.cwd() }, ending.signal, timeLimit);
    const opened = await openLaboratory(reference, { ...(timeLimit !== undefined && { timeLimit }) });
    const fixed = { ...opened.fixed, ...(typeof optimizer === 'object' && { optimizer: completed(optimizer) }) };
    const evaluate = pool?.evaluate ?? evaluateHere({ ...opened, fixed });
    const { counterexamples } = await readCorpus(corpus, opened.conjecture.id);
    return await runCampaign({
      conjecture: opened.conjecture,
      space: spaceFor(opened.conjecture, fixed),
      fixed,
      references: { ...named, ...(objective !== undefined && { objective }) },
      version,
      seed,
      alpha,
      islands: [0],
      // What was found with another optimizer or objective is about these.
      corpus: counterexamples.filter((each) => each.fixed.optimizer === named.optimizer && each.fixed.objective === objective),
      proposers,
      evaluatorOf: () => evaluate,
      budgetOf: () => budgetOf((spent) => spent / steps),
    });
  } finally {
    await pool?.close();
  }
}
