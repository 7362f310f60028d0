import { Option } from 'commander';
import { displayOptions, parseShard, queueOption, runningOptions, selectionOptions, undecidedOption } from '../options.ts';
import type { CommandDefinition } from './command-definition.ts';

const shared = runningOptions.filter(({ long }) => long === '--workers');
const seed = selectionOptions.find(({ long }) => long === '--seed')!;

/** `intrinsic-lr study <name|file>` */
export const study: CommandDefinition = {
  name: 'study',
  arguments: '[name...]',
  description: 'answer open questions about the theory: figure, data, verdict; `study list` says which there are',
  options: [
    new Option('--all', 'every study'),
    new Option('--quick', 'the quick form: seconds to two minutes each'),
    new Option('--output <folder>', 'where JSON, CSV, SVG and an index page go').default('study-results'),
    new Option('--parquet', 'tables as Parquet too, beside CSV (takes hyparquet-writer)'),
    new Option('--resume', 'take studies of this package that the folder has already, of this version, seed and form'),
    new Option('--shard <i/n>', 'run the studies i, i + n, …; shards share a folder').argParser(parseShard),
    undecidedOption,
    new Option('--seed <n>', 'selects every random number (default: 1)').argParser(seed.parseArg!),
    ...shared,
    queueOption,
    ...displayOptions,
  ],
  examples: ['study list', 'study rate-drop --quick', 'study --all --quick --output results', 'study ./my-study.ts --json'],
  async run(first, options, rest) {
    const { executeStudies, listStudies } = await import('../execute-studies.ts');
    const names = first === undefined ? [] : [first, ...rest];
    return names.length === 1 && first === 'list' ? listStudies(options) : executeStudies(names, options);
  },
};
