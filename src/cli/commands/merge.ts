import { displayOptions, parquetOption } from '../options.ts';
import { workingDirectory } from '../working-directory.ts';
import type { CommandDefinition } from './command-definition.ts';

/** `intrinsic-lr merge <folders...>` */
export const merge: CommandDefinition = {
  name: 'merge',
  arguments: '<folders...>',
  description: 'the report of a campaign whose islands ran in several folders',
  options: [parquetOption, ...displayOptions],
  examples: ['merge shard-0 shard-1 shard-2 shard-3', 'merge shard-* --json'],
  async run(first, { json, parquet }: { readonly json?: boolean; readonly parquet?: string }, others) {
    const [{ mergeCampaigns }, { openTables }, { deliver, codeOf, tell }] = await Promise.all([
      import('../../suite/campaign/merge-campaigns.ts'),
      import('../write-campaign-tables.ts'),
      import('../execute-campaign.ts'),
    ]);
    const writeTables = await openTables(parquet, workingDirectory());
    const { problems, ...outcome } = await mergeCampaigns([first!, ...others], workingDirectory());
    tell(problems);
    writeTables(outcome);
    deliver(outcome.report, json === true);
    return codeOf(outcome.report);
  },
};
