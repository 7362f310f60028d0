import { Option } from 'commander';
import { exitCode } from '../exit-code.ts';
import { displayOptions, runningOptions, selectionOptions } from '../options.ts';
import { print } from '../print.ts';
import type { CommandDefinition } from './command-definition.ts';

const shared = [...selectionOptions, ...runningOptions].filter(({ long }) => long === '--seed' || long === '--time-limit');

/** `intrinsic-lr model <file>` */
export const model: CommandDefinition = {
  name: 'model',
  arguments: '<file>',
  description:
    'which tensors of this model are scale-invariant, what keeps the others from it, and which laws can be expected on it?',
  options: [
    ...displayOptions,
    ...shared,
    new Option(
      '--expect <what>',
      'what tensors should be, as name=what, separated by commas; exits with 1 where one is not',
    ).argParser((text: string) => text.split(',').map((item) => item.trim())),
  ],
  examples: [
    'model ./my-model.ts',
    'model ./my-model.mjs --expect kernel=column,gamma=gain',
    'model ./my-model.mjs --json',
    'check sgd --objective ./my-model.mjs',
  ],
  async run(file, options) {
    const [
      { analyseWatched },
      { modelDocument },
      { checkExpectations },
      { describeModel },
      { printableJson },
      { usesColor },
      limits,
    ] = await Promise.all([
      import('../../suite/watched-analysis.ts'),
      import('../../suite/model-document.ts'),
      import('../../suite/model-expectations.ts'),
      import('../../report/describe-model.ts'),
      import('../../report/printable-json.ts'),
      import('../deliver-document.ts'),
      import('../../subjects/limits.ts'),
    ]);
    const { seed, timeLimit = limits.defaultTimeLimit, expect } = options as ModelOptions;
    const request = { source: file!, directory: process.cwd(), ...(seed !== undefined && { seed }) };
    const analysis = await analyseWatched(request, timeLimit);
    const expectations = expect === undefined ? undefined : checkExpectations(analysis, expect);
    const document = modelDocument(analysis, { reference: file, ...(expectations !== undefined && { expectations }) });
    print(options.json ? printableJson(document) : describeModel(document, { color: usesColor(process.stdout, options) }));
    return expectations?.some(({ met }) => !met) ? exitCode.refuted : exitCode.holds;
  },
};

interface ModelOptions {
  readonly seed?: number;
  readonly timeLimit?: number;
  readonly expect?: readonly string[];
}
