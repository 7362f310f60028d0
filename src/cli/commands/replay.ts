import { Option } from 'commander';
import { reportingOptions, runningOptions, type RunOptions } from '../options.ts';
import type { CommandDefinition } from './command-definition.ts';

/** `intrinsic-lr replay <token|file>` */
export const replay: CommandDefinition = {
  name: 'replay',
  arguments: '<token|file>',
  description: 'run stored counterexamples again, bit for bit',
  options: [
    new Option('--optimizer <reference>', 'the optimizer, where it moved or lived in memory'),
    ...runningOptions,
    ...reportingOptions,
  ],
  examples: ['replay ilr1.…', 'replay report.json --json'],
  async run(source, options: RunOptions & { readonly optimizer?: string }) {
    const [{ executePlan }, { laws }, { readRecipes, planReplay }, { version }] = await Promise.all([
      import('../execute-plan.ts'),
      import('../../laws/index.ts'),
      import('../../suite/replay.ts'),
      import('../../suite/version.ts'),
    ]);
    const recipes = await readRecipes(source!, process.cwd());
    const older = recipes.find((recipe) => recipe.version !== version);
    if (older !== undefined) {
      process.stderr.write(
        `intrinsic-lr: this is version ${version}, the counterexample was found by ${older.version}; numbers may differ\n`,
      );
    }
    return executePlan(planReplay(recipes, laws, options.optimizer), options);
  },
};
