import { reportingOptions, runningOptions, type RunOptions } from '../options.ts';
import type { CommandDefinition } from './command-definition.ts';

/** `intrinsic-lr infer <optimizer>` */
export const infer: CommandDefinition = {
  name: 'infer',
  arguments: '<optimizer>',
  description: 'which combination of learning rate and weight decay is its intrinsic learning rate?',
  options: [...runningOptions, ...reportingOptions],
  examples: ['infer builtin:adamw', 'infer ./my-optimizer.ts --json'],
  async run(reference, options: RunOptions) {
    const [{ executePlan }, { settingsOf }] = await Promise.all([import('../execute-plan.ts'), import('../settings.ts')]);
    const subjects = [{ label: reference!, reference, pairs: [] }];
    return executePlan({ kind: 'infer', subjects, laws: [], ...settingsOf({ seed: 0, ...options }) }, options);
  },
};
