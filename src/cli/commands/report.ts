import { reportingOptions, undecidedOption, type RunOptions } from '../options.ts';
import type { CommandDefinition } from './command-definition.ts';

/** `intrinsic-lr report <files...>` */
export const report: CommandDefinition = {
  name: 'report',
  arguments: '<files...>',
  description: 'tell again what a stored run, study or model analysis found, by any reporter; nothing is run',
  options: [undecidedOption, ...reportingOptions],
  examples: [
    'report run.json',
    'report run.json --reporter junit --output-file junit=report.xml',
    'report study-results/rate-drop.json model.json',
  ],
  async run(first, options, rest) {
    const { executeReport } = await import('../execute-report.ts');
    return executeReport([first!, ...rest], options as RunOptions);
  },
};
