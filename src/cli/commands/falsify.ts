import { InvalidArgumentError, Option } from 'commander';
import {
  displayOptions,
  objectiveOption,
  parquetOption,
  parseShard,
  queueOption,
  runningOptions,
  selectionOptions,
} from '../options.ts';
import type { FalsifyCommandOptions } from '../execute-campaign.ts';
import type { CommandDefinition } from './command-definition.ts';

function counting(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && text.trim() !== '') return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least}.`);
  };
}

function parseSeconds(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (value > 0 && value <= 86_400) return value;
  throw new InvalidArgumentError('Expected a positive number of seconds, of at most a day.');
}

/** An option that other commands have too, and that means the same here. */
function shared(long: string): Option {
  return [...runningOptions, ...selectionOptions].find((option) => option.long === long)!;
}

/** `intrinsic-lr falsify` */
export const falsify: CommandDefinition = {
  name: 'falsify',
  arguments: '',
  description: 'search for a counterexample to a conjecture, on purpose and with skill',
  options: [
    new Option('--conjecture <id|file>', 'what is to be refuted: an id, or a module of your own (default: equilibrium)'),
    new Option('--optimizer <reference>', 'the optimizer of every setting'),
    objectiveOption,
    shared('--budget'),
    new Option(
      '--steps <n>',
      'replica-steps of each island, counted as those of the plain setting, in the place of time: the same result on every machine',
    ).argParser(counting(1)),
    new Option('--islands <n>', 'searches that know nothing of each other (default: 2)').argParser(counting(1)),
    new Option('--shard <i/n>', 'run the islands i, i + n, …').argParser(parseShard),
    new Option('--proposers <ids>', 'ways of thinking of settings, separated by commas (default: all)').argParser((text) =>
      text.split(','),
    ),
    new Option('--resume <folder>', 'keep a journal in this folder, and go on with the campaign that it holds'),
    new Option('--corpus <folder>', 'what was found before, and where what is found is kept (default: fixtures/counterexamples)'),
    new Option('--keep', 'keep what is found on CI too'),
    new Option('--no-keep', 'keep nothing'),
    new Option('--figures <folder>', 'draw what is found: SVG files'),
    parquetOption,
    shared('--workers'),
    new Option(
      '--time-limit <seconds>',
      'seconds without an answer after which code of yours is taken to hang (default: 60)',
    ).argParser(parseSeconds),
    queueOption,
    shared('--seed'),
    shared('--alpha'),
    ...displayOptions,
  ],
  examples: [
    'falsify --budget 5m',
    'falsify --conjecture rate-drop --steps 5000000 --seed 1',
    'falsify --optimizer ./my-optimizer.ts',
    'falsify --conjecture ./mine.ts --shard 0/4 --resume campaign',
  ],
  async run(_, options: FalsifyCommandOptions) {
    const { executeCampaign } = await import('../execute-campaign.ts');
    return executeCampaign(options);
  },
};
