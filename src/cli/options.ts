import { InvalidArgumentError, Option } from 'commander';

/** Options of every command that runs something, as they come from the parser. */
export interface RunOptions {
  readonly seed?: number;
  readonly alpha?: number;
  readonly laws?: readonly string[];
  readonly objective?: readonly string[];
  readonly tier?: 'exact' | 'all';
  readonly configurations?: number;
  readonly replicas?: number;
  readonly budget?: number;
  readonly workers?: number;
  readonly timeLimit?: number;
  readonly env?: readonly string[];
  readonly explanations?: readonly string[];
  readonly json?: boolean;
  readonly reporter?: readonly string[];
  readonly outputFile?: readonly string[];
  readonly quiet?: boolean;
  readonly color?: boolean;
  readonly undecided?: 'fail' | 'pass';
  readonly strict?: boolean;
  readonly like?: string;
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
  readonly regressionTest?: string;
  readonly verbose?: boolean;
}

function number(expected: string, accepts: (value: number) => boolean): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (!accepts(value)) throw new InvalidArgumentError(`Expected ${expected}.`);
    return value;
  };
}

const unitMilliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Seconds of `500ms`, `60s`, `10m`, `1h`; a bare number is in seconds. */
export function parseDuration(text: string): number {
  const match = /^(?<amount>\d+(\.\d+)?)(?<unit>ms|s|m|h)?$/.exec(text.trim());
  const seconds = match?.groups ? (Number(match.groups.amount) * unitMilliseconds[match.groups.unit ?? 's']) / 1000 : 0;
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError('Expected a duration such as 60s, 10m or 1h.');
}

/** `0/4`, the first of four parts, as [0, 4]. */
export function parseShard(text: string): readonly [number, number] {
  const [, i, n] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (n !== undefined && Number(i) < Number(n)) return [Number(i), Number(n)];
  throw new InvalidArgumentError('Expected i/n with 0 ≤ i < n, such as 0/4.');
}

const list = (text: string): string[] => text.split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));

/** Collects an option that is given several times. */
export const repeated = (text: string, previous: string[] | undefined): string[] => [...(previous ?? []), text];

const wholeNumber = (most: number): ((text: string) => number) =>
  number(`a whole number from 1 to ${most}`, (value) => Number.isInteger(value) && value >= 1 && value <= most);

/** How the command behaves on the screen; every command takes these. */
export const displayOptions: readonly Option[] = [
  new Option('--json', 'print one JSON document on stdout, and nothing else there'),
  new Option('--quiet', 'no progress; only what fails, and one line'),
  new Option('--no-color', 'no colours (NO_COLOR does the same)'),
  new Option('--verbose', 'stacks of what was thrown'),
];

/** How results are told. */
export const reportingOptions: readonly Option[] = [
  ...displayOptions,
  new Option('--reporter <names>', 'reporters, separated by commas').argParser(list),
  new Option('--output-file <[name=]path>', 'write a reporter to a file instead of stdout (repeatable)').argParser(repeated),
];

/** How subjects are run. */
export const runningOptions: readonly Option[] = [
  new Option('--workers <n>', 'worker threads (default: as many as the machine runs at once)').argParser(wholeNumber(1024)),
  new Option(
    '--time-limit <seconds>',
    'seconds without an answer after which code of yours is taken to hang (default: 5)',
  ).argParser(number('a positive number of seconds, of at most a day', (value) => value > 0 && value <= 86_400)),
  new Option(
    '--env <names>',
    'variables of the environment that subjects see beside PATH and HOME, separated by commas',
  ).argParser(list),
  new Option('--explanations <files>', 'modules with rules of your own that explain what optimizers do').argParser(list),
  new Option('--budget <duration>', 'time for the whole run: 60s, 10m; what is not finished is undecided').argParser(
    parseDuration,
  ),
];

/** Accepts what optimizers do now. */
export const updateBaselineOption: Option = new Option('--update-baseline', 'write every fingerprint anew');

/** Comparison with what an optimizer did before, or will do. */
export const baselineOptions: readonly Option[] = [
  new Option('--baseline <file>', 'compare with the fingerprint in this file; write it where there is none (not on CI)'),
  updateBaselineOption,
  new Option(
    '--regression-test <file>',
    'write a test (vitest, node:test; pytest: *.py) that fails while what is refuted here is there',
  ),
];

/** What undecided verdicts come to. */
export const undecidedOption: Option = new Option('--undecided <what>', 'whether undecided laws fail or pass the run').choices([
  'fail',
  'pass',
]);

/** What subjects train on; for a replay, the model that a token names. */
export const objectiveOption: Option = new Option(
  '--objective <reference>',
  'what to train on, such as digits-mlp?normaliser=layer (repeatable)',
).argParser(repeated);

/** Where tasks of campaigns are put for workers anywhere. */
export const queueOption: Option = new Option(
  '--queue <url>',
  'let workers anywhere compute, by way of a queue on Redis: redis://localhost:6379',
);

/** Tables of a campaign. */
export const parquetOption: Option = new Option(
  '--parquet <folder>',
  'every look, test and finding as tables in this folder (takes hyparquet-writer)',
);

/** Comparison with another optimizer. */
export const likeOption: Option = new Option(
  '--like <optimizer>',
  'instead of laws: is it the same rule as this one, under every drive that both offer?',
);

/** Which laws are asked, and how hard. */
export const selectionOptions: readonly Option[] = [
  new Option('--laws <ids>', 'laws, separated by commas; exact or statistical for all of a tier').argParser(list),
  new Option('--tier <tier>', 'exact: no statistics').choices(['exact', 'all']),
  objectiveOption,
  new Option('--seed <n>', 'selects every random number (default: drawn, and printed)').argParser(
    number('a whole number from 0 to 4294967295', (value) => Number.isInteger(value) && value >= 0 && value <= 0xffffffff),
  ),
  new Option('--alpha <rate>', 'rate of false alarms of the whole run (default: 1e-6)').argParser(
    number('a rate above 0 and at most 0.5', (value) => value > 0 && value <= 0.5),
  ),
  new Option('--configurations <n>', 'configurations that each exact law draws (default: 200)').argParser(wholeNumber(1_000_000)),
  new Option(
    '--replicas <n>',
    'replicas of each arm that a statistical law may use for one test, and up to eight times as many where these are undecided and steps are cheap (default: 128)',
  ).argParser(wholeNumber(1_000_000)),
  undecidedOption,
  new Option('--strict', 'notes on unclaimed designs count as refuted'),
];
