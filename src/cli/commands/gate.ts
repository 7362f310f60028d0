import { Option } from 'commander';
import {
  parseDuration,
  repeated,
  reportingOptions,
  runningOptions,
  selectionOptions,
  updateBaselineOption,
  type RunOptions,
} from '../options.ts';
import type { CommandDefinition } from './command-definition.ts';

interface GateOptions extends RunOptions {
  readonly config?: string;
  readonly subject?: readonly string[];
}

/** `intrinsic-lr gate` */
export const gate: CommandDefinition = {
  name: 'gate',
  arguments: '',
  description: 'everything in intrinsic-lr.config.{ts,mts,js,mjs}; made for CI',
  options: [
    new Option('--config <file>', 'another file for the configuration; its paths start at its folder'),
    new Option('--subject <reference>', 'an optimizer, in the place of those of the configuration (repeatable)').argParser(
      repeated,
    ),
    ...selectionOptions,
    updateBaselineOption,
    ...runningOptions,
    ...reportingOptions,
  ],
  examples: [
    'gate',
    'gate --config ci/optimizers.config.ts',
    'gate --reporter terminal,junit --output-file junit=report.xml',
    'gate --update-baseline',
  ],
  async run(_, options: GateOptions) {
    const [{ executePlan }, { laws }, { planPairs }, { settingsOf }, { configurationFor }] = await Promise.all([
      import('../execute-plan.ts'),
      import('../../laws/index.ts'),
      import('../../suite/plan.ts'),
      import('../settings.ts'),
      import('../gate-configuration.ts'),
    ]);
    const found = await configurationFor(options);
    if (typeof found === 'number') return found;
    const { configuration, directory } = found;
    const configured = configuration.subjects.map((each) => (typeof each === 'string' ? { optimizer: each } : each));
    const chosen =
      options.subject?.map((optimizer) => configured.find((each) => each.optimizer === optimizer) ?? { optimizer }) ?? configured;
    const subjects = chosen.map((subject) => {
      const selection = {
        laws: options.laws ?? subject.laws ?? configuration.laws,
        tier: options.tier,
        objectives: options.objective ?? subject.objectives ?? configuration.objectives,
      };
      return { label: subject.optimizer, reference: subject.optimizer, pairs: planPairs(selection, laws) };
    });
    // Also those that an option replaces: a mistake is not to wait for the day when it does not.
    for (const named of [configuration, ...configured]) planPairs({ laws: named.laws, objectives: named.objectives }, laws);
    const { workers, timeLimit, budget, env, explanations } = configuration;
    return executePlan(
      { kind: 'gate', subjects, laws, ...settingsOf(options, configuration) },
      { workers, timeLimit, env, explanations, ...(budget !== undefined && { budget: parseDuration(budget) }), ...options },
      { directory, baselines: chosen.map(({ baseline }) => baseline) },
    );
  },
};
