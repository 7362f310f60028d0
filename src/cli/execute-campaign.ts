import { availableParallelism } from 'node:os';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { CampaignReport } from '../falsification/campaign.ts';
import type { IslandOptions } from '../falsification/island.ts';
import { describeCampaign } from '../report/describe-campaign.ts';
import { printableJson } from '../report/printable-json.ts';
import { falsify } from '../suite/campaign/falsify.ts';
import { defaultAlpha } from '../suite/defaults.ts';
import { campaignProgress } from './campaign-progress.ts';
import { drawSeed } from './draw-seed.ts';
import { exitCode } from './exit-code.ts';
import { print } from './print.ts';
import { watchForEnd } from './watch-for-end.ts';
import { workingDirectory } from './working-directory.ts';

/** What `falsify` is given on the command line. */
export interface FalsifyCommandOptions {
  readonly conjecture?: string;
  readonly optimizer?: string;
  readonly objective?: readonly string[];
  /** Seconds. */
  readonly budget?: number;
  readonly steps?: number;
  readonly islands?: number;
  readonly shard?: readonly [number, number];
  readonly workers?: number;
  readonly proposers?: readonly string[];
  readonly seed?: number;
  readonly alpha?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Share of a campaign that is search; the rest is survey. */
const SEARCH = 0.75;

/** Runs a campaign and prints its report; Ctrl-C and the end of the time end it with what was found. */
export async function executeCampaign(options: FalsifyCommandOptions): Promise<number> {
  const { conjecture = 'equilibrium', seed = drawSeed(), alpha = defaultAlpha, steps, budget = 600 } = options;
  const { workers = availableParallelism(), islands = 2, shard = [0, 1] } = options;
  const { objective: [objective, ...others] = [] } = options;
  if (others.length > 0)
    throw new ConfigurationError('ONE_OBJECTIVE', 'a campaign has one objective', 'leave it out to search over many');
  const started = performance.now();
  const share = (spent: number): number => (steps === undefined ? (performance.now() - started) / 1000 / budget : spent / steps);
  const end = watchForEnd(steps === undefined ? budget : Infinity);
  const numbers = Array.from({ length: islands }, (_, i) => i).filter((i) => i % shard[1] === shard[0]);
  const progress = campaignProgress(process.stderr, { quiet: options.quiet ?? false, islands: numbers.length, share });
  const within: IslandOptions['budget'] = {
    searches: (spent) => share(spent) < SEARCH,
    surveys: (spent) => share(spent) < 1,
  };
  try {
    const report = await falsify({
      conjecture,
      ...(options.optimizer !== undefined && { optimizer: options.optimizer }),
      ...(objective !== undefined && { objective }),
      ...(options.proposers !== undefined && { proposers: options.proposers }),
      directory: workingDirectory(),
      seed,
      alpha,
      workers,
      islands: numbers,
      budget: within,
      corpus: [],
      observe: progress.observe,
      signal: end.signal,
    });
    progress.stop();
    print(options.json === true ? printableJson({ schemaVersion: 1, ...report }) : describeCampaign(report));
    return codeOf(report, end.interrupted());
  } finally {
    progress.stop();
    end.stop();
  }
}

/** 1 inside the claimed domain, 4 outside only or unexplained, 0 none found; 130 where somebody ended it before anything was. */
function codeOf({ verdict }: CampaignReport, interrupted: boolean): number {
  if (verdict === 'refuted') return exitCode.refuted;
  if (interrupted) return exitCode.interrupted;
  return verdict === 'outside' ? exitCode.undecided : exitCode.holds;
}
