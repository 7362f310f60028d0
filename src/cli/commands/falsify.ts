import { InvalidArgumentError, Option } from 'commander';
import { displayOptions, parseDuration } from '../options.ts';
import type { FalsifyCommandOptions } from '../execute-campaign.ts';
import type { CommandDefinition } from './command-definition.ts';

function counting(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && text.trim() !== '') return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least}.`);
  };
}

function rate(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 0.5) return value;
  throw new InvalidArgumentError('Expected a rate above 0 and at most 0.5.');
}

/** `0/4` as [0, 4]. */
function shard(text: string): readonly [number, number] {
  const [, i, n] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (n !== undefined && Number(i) < Number(n)) return [Number(i), Number(n)];
  throw new InvalidArgumentError('Expected i/n with 0 ≤ i < n, such as 0/4.');
}

/** `intrinsic-lr falsify` */
export const falsify: CommandDefinition = {
  name: 'falsify',
  arguments: '',
  description: 'search for a counterexample to a conjecture, on purpose and with skill',
  options: [
    new Option('--conjecture <id|file>', 'what is to be refuted: an id, or a module of your own (default: equilibrium)'),
    new Option('--optimizer <reference>', 'the optimizer of every setting'),
    new Option('--objective <reference>', 'what every setting trains on'),
    new Option('--budget <duration>', 'time for the whole campaign (default: 10m)').argParser(parseDuration),
    new Option('--steps <n>', 'replica-steps of each island, in the place of time: the same result on every machine').argParser(
      counting(1),
    ),
    new Option('--islands <n>', 'searches that know nothing of each other (default: 2)').argParser(counting(1)),
    new Option('--shard <i/n>', 'run the islands i, i + n, …').argParser(shard),
    new Option('--workers <n>', 'worker threads (default: as many as the machine runs at once)').argParser(counting(1)),
    new Option('--proposers <ids>', 'ways of thinking of settings, separated by commas (default: all)').argParser((text) =>
      text.split(','),
    ),
    new Option('--seed <n>', 'selects every random number (default: drawn, and printed)').argParser(counting(0)),
    new Option('--alpha <rate>', 'rate of false alarms of the whole campaign (default: 1e-6)').argParser(rate),
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
