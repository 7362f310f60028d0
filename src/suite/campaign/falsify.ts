import { runCampaign, type CampaignReport } from '../../falsification/campaign.ts';
import type { Counterexample } from '../../falsification/counterexample.ts';
import type { IslandEvent, IslandOptions } from '../../falsification/island.ts';
import { proposers as everyProposer } from '../../falsification/proposers/index.ts';
import { spaceFor } from '../../falsification/space-for.ts';
import type { Evaluate } from '../../falsification/task.ts';
import { version } from '../version.ts';
import { openLaboratory, type LaboratoryReference } from './laboratory.ts';
import { openTaskPool } from './task-pool.ts';

/** What `falsify` is told. */
export interface FalsifyOptions extends LaboratoryReference {
  readonly alpha: number;
  readonly workers: number;
  /** The islands that are run here, by number. */
  readonly islands: readonly number[];
  readonly budget: IslandOptions['budget'];
  readonly corpus: readonly Counterexample[];
  /** Ids of the proposers that are used; default: all. */
  readonly proposers?: readonly string[];
  /** Remembers the results of an island's tasks; default: nothing is kept. */
  readonly remember?: (island: number | 'corpus', evaluate: Evaluate) => Evaluate;
  readonly observe?: (event: IslandEvent) => void;
  /** Ends the campaign with what was found. */
  readonly signal: AbortSignal;
}

/** Runs a campaign in threads of this machine. */
export async function falsify(options: FalsifyOptions): Promise<CampaignReport> {
  const { alpha, islands, budget, corpus, observe, signal, optimizer, objective, seed } = options;
  const remember = options.remember ?? ((_: unknown, evaluate: Evaluate) => evaluate);
  const { conjecture, seed: _, ...reference } = options;
  const laboratory = await openLaboratory({ ...reference, conjecture, seed });
  const pool = openTaskPool({ conjecture, seed, optimizer, objective, directory: options.directory }, options.workers, signal);
  try {
    return await runCampaign({
      conjecture: laboratory.conjecture,
      space: spaceFor(laboratory.conjecture, laboratory.fixed),
      fixed: laboratory.fixed,
      references: { ...(optimizer !== undefined && { optimizer }), ...(objective !== undefined && { objective }) },
      version,
      seed,
      alpha,
      islands,
      corpus,
      proposers: everyProposer.filter(({ id }) => options.proposers?.includes(id) ?? true),
      evaluatorOf: (island) => remember(island, pool.evaluate),
      budgetOf: () => budget,
      ...(observe && { observe }),
    });
  } finally {
    await pool.close();
  }
}
