import { runCampaign, type CampaignReport } from '../../falsification/campaign.ts';
import { evaluateHere } from '../../falsification/evaluate.ts';
import { completed } from '../../falsification/fixed-optimizer.ts';
import { proposers } from '../../falsification/proposers/index.ts';
import { spaceFor } from '../../falsification/space-for.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { defaultAlpha } from '../defaults.ts';
import { version } from '../version.ts';
import { readCorpus } from './corpus-folder.ts';
import { budgetOf } from './falsify.ts';
import { openLaboratory } from './laboratory.ts';

/** What a campaign in somebody's tests takes. */
export interface SurviveCampaignOptions {
  readonly steps?: number;
  readonly seed?: number;
  readonly alpha?: number;
  readonly objective?: string;
  /** Folder of what was found before. */
  readonly corpus: string;
}

/** Replica-steps of a search that is part of a test. */
const STEPS = 2_000_000;

/** A campaign of one island in this thread, for an optimizer that may be an object in memory. */
export async function surviveCampaign(
  optimizer: Optimizer | string,
  conjecture: string,
  { steps = STEPS, seed = 0, alpha = defaultAlpha, objective, corpus }: SurviveCampaignOptions,
): Promise<CampaignReport> {
  const named = typeof optimizer === 'string' ? { optimizer } : {};
  const reference = { conjecture, seed, directory: process.cwd(), ...named, ...(objective !== undefined && { objective }) };
  const opened = await openLaboratory(reference);
  const fixed = { ...opened.fixed, ...(typeof optimizer === 'object' && { optimizer: completed(optimizer) }) };
  const laboratory = { ...opened, fixed };
  const { counterexamples } = await readCorpus(corpus, opened.conjecture.id);
  const evaluate = evaluateHere(laboratory);
  // What was found with another optimizer or objective is about these.
  const own = counterexamples.filter((each) => each.fixed.optimizer === named.optimizer && each.fixed.objective === objective);
  return runCampaign({
    conjecture: opened.conjecture,
    space: spaceFor(opened.conjecture, fixed),
    fixed,
    references: { ...named, ...(objective !== undefined && { objective }) },
    version,
    seed,
    alpha,
    islands: [0],
    corpus: own,
    proposers,
    evaluatorOf: () => evaluate,
    budgetOf: () => budgetOf((spent) => spent / steps),
  });
}
