import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import type { Counterexample } from '../../falsification/counterexample.ts';
import { seal, unseal } from '../../records/seal.ts';
import { writeFileWhole } from '../../records/write-file-whole.ts';
import { version } from '../version.ts';
import { openJournal, type Journal } from './journal.ts';

/** What a campaign is: whatever its report depends on, besides the results in its journals. */
export interface CampaignDescription {
  readonly conjecture: string;
  readonly seed: number;
  readonly alpha: number;
  /** How many islands there are in all shards together. */
  readonly islands: number;
  /** Replica-steps of each island; null where time decides. */
  readonly steps: number | null;
  readonly optimizer: string | null;
  readonly objective: string | null;
  readonly proposers: readonly string[] | null;
  /** What was known before. */
  readonly corpus: readonly Counterexample[];
}

/** A folder that holds a campaign, to be gone on with. */
export interface CampaignFolder {
  readonly description: CampaignDescription;
  journalOf(island: number | 'corpus'): Journal;
  readonly problems: readonly string[];
  close(): void;
}

const HEADER = 'campaign.json';

/** The campaign that a folder holds, if it holds one. */
export function describedIn(folder: string): CampaignDescription | undefined {
  const path = join(folder, HEADER);
  if (!existsSync(path)) return undefined;
  const read = unseal(readFileSync(path, 'utf8'));
  if ('problem' in read) {
    throw new ConfigurationError(
      'CAMPAIGN_DAMAGED',
      `${path} cannot be read: ${read.problem}`,
      'its journals are whole; start anew beside it',
    );
  }
  const { version: by, ...description } = read.value as CampaignDescription & { readonly version: string };
  if (by !== version) {
    throw new ConfigurationError(
      'CAMPAIGN_VERSION',
      `${folder} was begun by version ${by}, and this is ${version}`,
      'numbers may differ: start anew',
    );
  }
  return description;
}

/** Opens a campaign in a folder, and begins it where there is none. */
export function openCampaignFolder(folder: string, description: CampaignDescription): CampaignFolder {
  if (describedIn(folder) === undefined) writeFileWhole(join(folder, HEADER), seal({ ...description, version }));
  const journals = new Map<number | 'corpus', Journal>();
  return {
    description,
    journalOf(island) {
      let journal = journals.get(island);
      if (journal === undefined) {
        journal = openJournal(join(folder, island === 'corpus' ? 'corpus.jsonl' : `island-${island}.jsonl`));
        journals.set(island, journal);
      }
      return journal;
    },
    get problems() {
      return [...journals.values()].flatMap(({ problems }) => problems);
    },
    close: () => journals.forEach((journal) => journal.close()),
  };
}
