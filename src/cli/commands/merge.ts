import { displayOptions } from '../options.ts';
import { workingDirectory } from '../working-directory.ts';
import type { CommandDefinition } from './command-definition.ts';

/** `intrinsic-lr merge <folders...>` */
export const merge: CommandDefinition = {
  name: 'merge',
  arguments: '<folders...>',
  description: 'the report of a campaign whose islands ran in several folders',
  options: [...displayOptions],
  examples: ['merge shard-0 shard-1 shard-2 shard-3', 'merge shard-* --json'],
  async run(first, { json }, others) {
    const [{ mergeCampaigns }, { deliver, codeOf, tell }] = await Promise.all([
      import('../../suite/campaign/merge-campaigns.ts'),
      import('../execute-campaign.ts'),
    ]);
    const { report, problems } = await mergeCampaigns([first!, ...others], workingDirectory());
    tell(problems);
    deliver(report, json === true);
    return codeOf(report);
  },
};
