import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { canonicalJson } from '../../records/canonical-json.ts';
import { describedIn, openCampaignFolder } from './campaign-folder.ts';
import { outcomeFrom, type Outcome } from './falsify.ts';

/**
 * What came of a campaign of which folders hold parts: what the single run would have said, bit for bit.
 *
 * @throws ConfigurationError `NO_CAMPAIGN`, `CAMPAIGNS_DIFFER`, `ISLAND_MISSING`
 */
export async function mergeCampaigns(
  names: readonly string[],
  directory: string,
): Promise<Outcome & { readonly problems: readonly string[] }> {
  const paths = names.map((name) => resolve(directory, name));
  const descriptions = paths.map((path, i) => {
    const description = describedIn(path);
    if (description !== undefined) return description;
    throw new ConfigurationError('NO_CAMPAIGN', `${names[i]} holds no campaign`, 'name the folders that --resume was given');
  });
  const [description, ...rest] = descriptions;
  const other = rest.findIndex((each) => canonicalJson(each) !== canonicalJson(description));
  if (other >= 0) {
    throw new ConfigurationError(
      'CAMPAIGNS_DIFFER',
      `${names[other + 1]} holds another campaign than ${names[0]}`,
      'shards have the same options, seed included, but for --shard',
    );
  }
  const folders = paths.map((path) => openCampaignFolder(path, description));
  const holder = (island: number | 'corpus'): number =>
    paths.findIndex((path) => existsSync(join(path, island === 'corpus' ? 'corpus.jsonl' : `island-${island}.jsonl`)));
  const islands = Array.from({ length: description.islands }, (_, i) => i);
  const missing = islands.find((island) => holder(island) < 0);
  if (missing !== undefined) {
    throw new ConfigurationError(
      'ISLAND_MISSING',
      `no folder holds island ${missing} of ${description.islands}`,
      'name every shard',
    );
  }
  try {
    const outcome = await outcomeFrom(description, {
      directory,
      islands,
      journalOf: (island) => folders[Math.max(0, holder(island))].journalOf(island),
    });
    return { ...outcome, problems: folders.flatMap(({ problems }) => problems) };
  } finally {
    folders.forEach((folder) => folder.close());
  }
}
