import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { baselineOptions, likeOption, reportingOptions, runningOptions, selectionOptions, type RunOptions } from '../options.ts';
import type { CommandDefinition } from './command-definition.ts';

/** `intrinsic-lr check <optimizer>` */
export const check: CommandDefinition = {
  name: 'check',
  arguments: '<optimizer>',
  description: 'does this optimizer obey the laws? several are separated by commas',
  options: [...selectionOptions, likeOption, ...baselineOptions, ...runningOptions, ...reportingOptions],
  examples: [
    'check builtin:adamw --tier exact',
    'check ./my-optimizer.ts --seed 42 --json',
    'check sgd,adamw --laws equilibrium,discrimination',
    'check ./my-optimizer.ts --tier exact --baseline fingerprint.json',
    'check ./my_port.py --like torch:AdamW',
  ],
  async run(reference, options: RunOptions) {
    if (options.like !== undefined) {
      const { executeLikeness } = await import('../execute-likeness.ts');
      return executeLikeness(reference!, options.like, options);
    }
    const [{ executePlan }, { laws }, { planPairs }, { settingsOf }, { splitReferences }] = await Promise.all([
      import('../execute-plan.ts'),
      import('../../laws/index.ts'),
      import('../../suite/plan.ts'),
      import('../settings.ts'),
      import('../../suite/split-references.ts'),
    ]);
    const references = splitReferences(reference!);
    if (references.length > 1 && options.baseline !== undefined) throw oneBaseline(references.length);
    const pairs = planPairs({ laws: options.laws, tier: options.tier, objectives: options.objective }, laws);
    const subjects = references.map((each) => ({ label: each, reference: each, pairs }));
    return executePlan(
      { kind: 'check', subjects, laws, ...settingsOf(options), afterRefutation: options.laws !== undefined },
      options,
      { baselines: [options.baseline] },
    );
  },
};

function oneBaseline(count: number): ConfigurationError {
  return new ConfigurationError(
    'BASELINE_SHARED',
    `received ${count} optimizers and one file of a fingerprint`,
    'check them one by one, or name a file for each in the configuration of the gate: baseline',
  );
}
