import { reportingOptions, runningOptions, type RunOptions } from '../options.ts';
import type { CommandDefinition } from './command-definition.ts';

/** `intrinsic-lr infer <optimizers...>` */
export const infer: CommandDefinition = {
  name: 'infer',
  arguments: '<optimizers...>',
  description: 'which combination of learning rate and weight decay is the intrinsic learning rate of each?',
  options: [...runningOptions, ...reportingOptions],
  examples: ['infer builtin:adamw', 'infer ./my-optimizer.ts --json', 'infer adam adamw torch:AdamW optax:lamb'],
  async run(first, options: RunOptions, others) {
    const [{ executePlan }, { settingsOf }] = await Promise.all([import('../execute-plan.ts'), import('../settings.ts')]);
    const subjects = [first!, ...others].map((reference) => ({ label: reference, reference, pairs: [] }));
    return executePlan({ kind: 'infer', subjects, laws: [], ...settingsOf({ seed: 0, ...options }) }, options);
  },
};
