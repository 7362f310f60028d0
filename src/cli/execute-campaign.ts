import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { CampaignReport } from '../falsification/campaign.ts';
import { proposers as everyProposer } from '../falsification/proposers/index.ts';
import { canonicalJson, parseCanonicalJson } from '../records/canonical-json.ts';
import { describeCampaign } from '../report/describe-campaign.ts';
import { printableJson } from '../report/printable-json.ts';
import {
  describedIn,
  openCampaignFolder,
  type CampaignDescription,
  type CampaignFolder,
} from '../suite/campaign/campaign-folder.ts';
import { keep, readCorpus } from '../suite/campaign/corpus-folder.ts';
import { budgetOf, falsify, tryLoading } from '../suite/campaign/falsify.ts';
import { isForeign } from '../suite/campaign/foreign-code.ts';
import { openJournal } from '../suite/campaign/journal.ts';
import { loadConjecture } from '../suite/campaign/laboratory.ts';
import { defaultAlpha } from '../suite/defaults.ts';
import { isTrusted, ownsProcess } from '../subjects/load-subject.ts';
import { isModelReference } from '../subjects/model-reference.ts';
import { suggestName } from '../suite/suggest-name.ts';
import { campaignProgress } from './campaign-progress.ts';
import { drawFigures } from './draw-figures.ts';
import { drawSeed } from './draw-seed.ts';
import { exitCode } from './exit-code.ts';
import { onCi } from './on-ci.ts';
import { print } from './print.ts';
import { watchForEnd } from './watch-for-end.ts';
import { workingDirectory } from './working-directory.ts';
import { openTables } from './write-campaign-tables.ts';

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
  /** Seconds. */
  readonly timeLimit?: number;
  readonly queue?: string;
  readonly proposers?: readonly string[];
  readonly seed?: number;
  readonly alpha?: number;
  readonly resume?: string;
  readonly corpus?: string;
  readonly keep?: boolean;
  readonly figures?: string;
  /** Folder of tables as Parquet. */
  readonly parquet?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Where counterexamples are kept. */
const corpusFolder = 'fixtures/counterexamples';
/** Seconds of a campaign. */
const BUDGET = 600;

/** Runs a campaign and prints its report; Ctrl-C and the end of the time end it with what was found. */
export async function executeCampaign(options: FalsifyCommandOptions): Promise<number> {
  const directory = workingDirectory();
  const corpus = resolve(directory, options.corpus ?? corpusFolder);
  const writeTables = await openTables(options.parquet, directory);
  const { description, problems } = await describe(options, directory, corpus);
  const { workers = availableParallelism(), shard = [0, 1], quiet = false, budget = BUDGET } = options;
  const { steps } = description;
  const islands = Array.from({ length: description.islands }, (_, i) => i).filter((i) => i % shard[1] === shard[0]);
  const folder = options.resume === undefined ? undefined : openCampaignFolder(resolve(directory, options.resume), description);
  const started = performance.now();
  const share = (spent: number): number => (steps === null ? (performance.now() - started) / 1000 / budget : spent / steps);
  const end = watchForEnd(options.budget ?? (steps === null ? budget : Infinity));
  const progress = campaignProgress(process.stderr, { quiet, islands: islands.length, share });
  try {
    const { failure, ...outcome } = await falsify(description, {
      directory,
      workers,
      ...(options.queue !== undefined && { queue: options.queue }),
      islands,
      budget: budgetOf(share),
      journalOf: folder?.journalOf ?? inMemory(),
      observe: progress.observe,
      signal: end.signal,
      ...(options.timeLimit !== undefined && { timeLimit: options.timeLimit }),
    });
    progress.stop();
    const { report } = outcome;
    tell([...problems, ...(folder?.problems ?? [])]);
    if (failure !== undefined && report.steps === 0) throw failure;
    if (options.keep ?? !onCi(process.env)) tell(await keepAll(report, corpus, directory));
    writeTables(outcome);
    if (options.figures !== undefined) await drawFigures(report.found, resolve(directory, options.figures), directory);
    deliver(report, options.json ?? false);
    // What was found is told and kept; what ended the search is still an error.
    if (failure !== undefined) throw failure;
    return codeOf(report, end.interrupted());
  } finally {
    progress.stop();
    end.stop();
    folder?.close();
  }
}

/** Prints a report, as text or as one JSON document. */
export function deliver(report: CampaignReport, json: boolean): void {
  // What a journal gave back has its keys in another order than what was computed just now, and a report is the same either way.
  const ordered = parseCanonicalJson(canonicalJson(report)) as CampaignReport;
  print(json ? printableJson({ schemaVersion: 1, kind: 'campaign', ...ordered }) : describeCampaign(report));
}

/** 1 inside the claimed domain, 4 outside only or unexplained, 0 none found, 5 nothing was run; 130 where somebody ended it before anything was. */
export function codeOf({ verdict, steps }: CampaignReport, interrupted = false): number {
  if (verdict === 'refuted') return exitCode.refuted;
  if (interrupted) return exitCode.interrupted;
  if (verdict === 'outside') return exitCode.undecided;
  return steps === 0 ? exitCode.nothingSelected : exitCode.holds;
}

/** Tells on standard error what is no result. */
export function tell(sentences: readonly string[]): void {
  for (const sentence of sentences) process.stderr.write(`intrinsic-lr: ${sentence}\n`);
}

/** The campaign of a folder that is resumed, or the one that the options say. */
async function describe(
  options: FalsifyCommandOptions,
  directory: string,
  corpus: string,
): Promise<{ description: CampaignDescription; problems: readonly string[] }> {
  const { objective: [objective, ...others] = [] } = options;
  if (others.length > 0)
    throw new ConfigurationError('ONE_OBJECTIVE', 'a campaign has one objective', 'leave it out to search over many');
  const { conjecture, seed, alpha, islands, steps, optimizer, proposers } = options;
  const ids = everyProposer.map(({ id }) => id);
  const stranger = proposers?.find((id) => !ids.includes(id));
  if (stranger !== undefined)
    throw new ConfigurationError('UNKNOWN_PROPOSER', `there is no proposer called "${stranger}"`, suggestName(stranger, ids));
  const given = { conjecture, seed, alpha, islands, steps, optimizer, objective, proposers };
  const known = options.resume === undefined ? undefined : describedIn(resolve(directory, options.resume));
  const named = {
    conjecture: conjecture ?? known?.conjecture,
    optimizer: optimizer ?? known?.optimizer,
    objective: objective ?? known?.objective,
  };
  await tryForeign(named, directory, options.timeLimit);
  if (known !== undefined) {
    const differs = (Object.keys(given) as (keyof typeof given)[]).find(
      (key) => given[key] !== undefined && JSON.stringify(given[key]) !== JSON.stringify(known[key]),
    );
    if (differs === undefined) return { description: known, problems: [] };
    throw new ConfigurationError(
      'CAMPAIGN_DIFFERS',
      `${options.resume} holds a campaign with ${differs} ${JSON.stringify(known[differs])}, and this one has ${JSON.stringify(given[differs])}`,
      'leave the option out, or name another folder',
    );
  }
  const { id } = await loadConjecture(conjecture ?? 'equilibrium', directory);
  const read = await readCorpus(corpus, id);
  return {
    description: {
      conjecture: conjecture ?? 'equilibrium',
      seed: seed ?? drawSeed(),
      alpha: alpha ?? defaultAlpha,
      islands: islands ?? 2,
      steps: steps ?? null,
      optimizer: optimizer ?? null,
      objective: objective ?? null,
      proposers: proposers ?? null,
      corpus: read.counterexamples,
    },
    problems: read.problems,
  };
}

/** Loads code that is not this package's where it can be ended, before it is loaded here. */
async function tryForeign(
  { conjecture, optimizer, objective }: { readonly [Part in 'conjecture' | 'optimizer' | 'objective']?: string | null },
  directory: string,
  timeLimit?: number,
): Promise<void> {
  const foreign = [
    ...(conjecture != null && isForeign(conjecture) ? [conjecture] : []),
    // Optimizers in processes of their own are watched there.
    ...(optimizer != null && !isTrusted(optimizer) && !ownsProcess(optimizer) ? [optimizer] : []),
    ...(objective != null && isModelReference(objective) ? [objective] : []),
  ];
  if (foreign.length === 0) return;
  const reference = { conjecture: conjecture ?? 'equilibrium', seed: 0, directory };
  const fixed = { ...(optimizer != null && { optimizer }), ...(objective != null && { objective }) };
  await tryLoading({ ...reference, ...fixed }, new AbortController().signal, timeLimit);
}

/** Remembers results while the process lives. */
function inMemory(): CampaignFolder['journalOf'] {
  const journals = new Map<number | 'corpus', ReturnType<typeof openJournal>>();
  return (island) => {
    const journal = journals.get(island) ?? openJournal();
    journals.set(island, journal);
    return journal;
  };
}

/** Keeps what was found beside what is kept by now: a campaign that is resumed may have kept some of it before. */
async function keepAll(report: CampaignReport, folder: string, directory: string): Promise<string[]> {
  const kept = [...(await readCorpus(folder, report.conjecture)).counterexamples];
  return report.found.flatMap((counterexample) => {
    const path = keep(folder, counterexample, kept);
    kept.push(counterexample);
    return path === undefined ? [] : [`kept ${relative(directory, path)}`];
  });
}
