import { parseDuration, reportingOptions, runningOptions, selectionOptions, type RunOptions } from '../options.ts';
import type { CommandDefinition } from './command-definition.ts';

/** `intrinsic-lr gate` */
export const gate: CommandDefinition = {
  name: 'gate',
  arguments: '',
  description: 'everything in intrinsic-lr.config.{ts,mts,js,mjs}, or the built-in default; made for CI',
  options: [...selectionOptions, ...runningOptions, ...reportingOptions],
  examples: ['gate', 'gate --reporter terminal,junit --output-file junit=report.xml'],
  async run(_, options: RunOptions) {
    const [{ executePlan }, { laws }, { planPairs }, { settingsOf }, { defaultConfiguration }, { loadConfiguration }] =
      await Promise.all([
        import('../execute-plan.ts'),
        import('../../laws/index.ts'),
        import('../../suite/plan.ts'),
        import('../settings.ts'),
        import('../../suite/defaults.ts'),
        import('../../suite/load-configuration.ts'),
      ]);
    const loaded = await loadConfiguration(process.cwd());
    if (loaded === undefined && !options.quiet) {
      process.stderr.write('intrinsic-lr: there is no intrinsic-lr.config.{ts,mts,js,mjs} here; this is the built-in default\n');
    }
    const configuration = loaded?.configuration ?? defaultConfiguration;
    const subjects = configuration.subjects.map((configured) => {
      const subject = typeof configured === 'string' ? { optimizer: configured } : configured;
      const selection = {
        laws: options.laws ?? subject.laws ?? configuration.laws,
        tier: options.tier,
        objectives: options.objective ?? subject.objectives ?? configuration.objectives,
      };
      return { label: subject.optimizer, reference: subject.optimizer, pairs: planPairs(selection, laws) };
    });
    const { workers, timeLimit, budget } = configuration;
    return executePlan(
      { kind: 'gate', subjects, laws, ...settingsOf(options, configuration) },
      { workers, timeLimit, ...(budget !== undefined && { budget: parseDuration(budget) }), ...options },
    );
  },
};
