import { runCampaign, type CampaignReport } from '../../falsification/campaign.ts';
import type { Budget } from '../../falsification/budget.ts';
import { breaches } from '../../falsification/domain.ts';
import { Interrupted } from '../../falsification/interrupted.ts';
import type { IslandEvent } from '../../falsification/island-report.ts';
import { proposers as everyProposer } from '../../falsification/proposers/index.ts';
import type { Setting } from '../../falsification/setting.ts';
import type { Field } from '../../falsification/space/field.ts';
import { spaceFor } from '../../falsification/space-for.ts';
import type { Evaluate } from '../../falsification/task.ts';
import { version } from '../version.ts';
import type { CampaignDescription } from './campaign-folder.ts';
import { noteExaminations, type Examined, type Told } from './examined.ts';
import { unknown, type Journal } from './journal.ts';
import { openLaboratory, type LaboratoryOptions, type LaboratoryReference } from './laboratory.ts';
import { openQueuePool } from './queue-pool.ts';
import { openTaskPool } from './task-pool.ts';

/** How a campaign is run, besides what it is. */
export interface FalsifyOptions {
  /** Where relative references start. */
  readonly directory: string;
  readonly workers: number;
  /** The address of a queue, whose workers compute in the place of threads of this machine. */
  readonly queue?: string;
  /** The islands that are run here, by number. */
  readonly islands: readonly number[];
  readonly budget: Budget;
  readonly journalOf: (island: number | 'corpus') => Journal;
  readonly observe?: (event: IslandEvent) => void;
  /** Ends the campaign with what was found. */
  readonly signal: AbortSignal;
  /** Seconds for which a thread may do nothing that can be seen. */
  readonly timeLimit?: number;
}

/** What came of a campaign. */
export interface Outcome {
  readonly report: CampaignReport;
  /** Of the settings that were searched. */
  readonly fields: readonly Field[];
  /** Every look and test. */
  examined(): readonly Examined[];
}

/** The same, and what ended it before its time. */
export interface FalsifyEnd extends Outcome {
  /** What was thrown while a task was computed: everything that was found before is in the report. */
  readonly failure?: Error;
}

/** Runs a campaign in threads of this machine, or by way of a queue. */
export async function falsify(description: CampaignDescription, options: FalsifyOptions): Promise<FalsifyEnd> {
  const { queue, workers, signal, directory, timeLimit } = options;
  const reference = referenceOf(description, directory);
  const pool =
    queue === undefined ? openTaskPool(reference, workers, signal, timeLimit) : await openQueuePool(queue, reference, signal);
  const ending = endedByFailure(pool.evaluate);
  try {
    const outcome = await run(description, options, ending.evaluate, {
      end: ending.end,
      ...(timeLimit !== undefined && { timeLimit }),
    });
    return { ...outcome, ...(ending.failure() && { failure: ending.failure() }) };
  } finally {
    await pool.close();
  }
}

/** Ends all that is under way by a failure as an interruption does, so that nothing that was found before is lost. */
interface Ending {
  /** The same as is given, but what fails ends all. */
  readonly evaluate: Evaluate;
  end(failure: Error): never;
  failure(): Error | undefined;
}

function endedByFailure(evaluate: Evaluate): Ending {
  let failure: Error | undefined;
  let interrupt: (reason: Interrupted) => void;
  const ended = new Promise<never>((_, reject) => (interrupt = reject));
  ended.catch(() => {});
  const end = (thrown: Error): never => {
    failure ??= thrown;
    const reason = new Interrupted(`an error ended it: ${failure.message.split('\n')[0]}`);
    interrupt(reason);
    throw reason;
  };
  const ask: Evaluate = async (task) => {
    try {
      return await evaluate(task);
    } catch (thrown) {
      if (thrown instanceof Interrupted) throw thrown;
      return end(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  };
  return { evaluate: (task) => Promise.race([ended, ask(task)]), end, failure: () => failure };
}

/**
 * Loads what a campaign is about in a thread that can be ended.
 *
 * @throws ConfigurationError `CAMPAIGN_HANGS` where that does not end, and what `openLaboratory` throws
 */
export async function tryLoading(reference: LaboratoryReference, signal: AbortSignal, timeLimit?: number): Promise<void> {
  const pool = openTaskPool(reference, 1, signal, timeLimit);
  try {
    await pool.opened();
  } finally {
    await pool.close();
  }
}

/** What came of a campaign from its journals alone. */
export function outcomeFrom(
  description: CampaignDescription,
  options: Pick<FalsifyOptions, 'directory' | 'islands' | 'journalOf'>,
): Promise<Outcome> {
  const { steps } = description;
  const budget = budgetOf((spent) => (steps === null ? 0 : spent / steps));
  return run(description, { ...options, budget }, unknown);
}

/** Share of a campaign that is search; the rest is survey. */
const SEARCH = 0.75;

/** @param share of the budget that is used, from the replica-steps of an island */
export function budgetOf(share: (steps: number) => number): Budget {
  return {
    searches: (steps) => share(steps) < SEARCH,
    // One finding may take more than the share of the search; what was not found says little without a survey.
    surveys: (steps, searched) => share(steps) < 1 || share(steps - searched) < 1 - SEARCH,
  };
}

function referenceOf({ conjecture, seed, optimizer, objective }: CampaignDescription, directory: string): LaboratoryReference {
  return {
    conjecture,
    seed,
    directory,
    ...(optimizer !== null && { optimizer }),
    ...(objective !== null && { objective }),
  };
}

async function run(
  description: CampaignDescription,
  { directory, islands, budget, journalOf, observe }: Omit<FalsifyOptions, 'signal' | 'workers'>,
  evaluate: Evaluate,
  bounds: LaboratoryOptions = {},
): Promise<Outcome> {
  const { seed, alpha, corpus, proposers, optimizer, objective, conjecture: reference } = description;
  const { conjecture, fixed } = await openLaboratory(referenceOf(description, directory), bounds);
  const space = spaceFor(conjecture, fixed);
  const examinations = noteExaminations();
  const report = await runCampaign({
    conjecture,
    space,
    fixed,
    references: {
      ...(conjecture.id !== reference && { conjecture: reference }),
      ...(optimizer !== null && { optimizer }),
      ...(objective !== null && { objective }),
    },
    version,
    seed,
    alpha,
    islands,
    corpus,
    proposers: everyProposer.filter(({ id }) => proposers?.includes(id) ?? true),
    evaluatorOf: (island) => examinations.noting(island, journalOf(island).remember(evaluate)),
    budgetOf: (island) => journalOf(island).bounded(budget),
    ...(observe && { observe }),
  });
  const tell = (setting: Setting): Told => ({
    words: space.words(setting),
    breaches: breaches(conjecture, setting, fixed),
  });
  return { report, fields: space.fields, examined: () => examinations.all(tell) };
}
