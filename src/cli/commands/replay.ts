import { Option } from 'commander';
import { printable } from '../../arithmetic/printable.ts';
import { objectiveOption, reportingOptions, runningOptions, undecidedOption, type RunOptions } from '../options.ts';
import { workingDirectory } from '../working-directory.ts';
import type { ReplayTrust } from '../../suite/replay-trust.ts';
import type { CommandDefinition } from './command-definition.ts';

/** `intrinsic-lr replay <token|file>` */
export const replay: CommandDefinition = {
  name: 'replay',
  arguments: '<token|file>',
  description: 'run stored counterexamples again, bit for bit',
  options: [
    new Option(
      '--optimizer <reference>',
      'the optimizer: the one that the token names, unless it is built in, or where it moved',
    ),
    objectiveOption,
    new Option('--trust', 'run whatever code the token names: only for tokens that you made yourself'),
    undecidedOption,
    ...runningOptions,
    ...reportingOptions,
  ],
  examples: [
    'replay ilr1.…',
    'replay ilr1.… --optimizer ./my-optimizer.ts',
    'replay ilr1.… --optimizer sgd --objective ./my-model.ts',
    'replay report.json --trust --json',
    'replay counterexamples/equilibrium/objective-epsilon-1.json',
  ],
  async run(source, options: RunOptions & ReplayTrust) {
    const { replayKeptFile } = await import('../replay-kept.ts');
    const { optimizer, objective, trust, json } = options;
    const given = {
      ...(typeof optimizer === 'string' && { optimizer }),
      ...(objective?.[0] !== undefined && { objective: [objective].flat()[0] }),
    };
    const kept = await replayKeptFile(source!, { ...given, trust: trust ?? false, json: json ?? false }, workingDirectory());
    if (kept !== undefined) return kept;
    const [{ executePlan }, { laws }, { readRecipes, planReplay }, { trustedRecipe }, { version }] = await Promise.all([
      import('../execute-plan.ts'),
      import('../../laws/index.ts'),
      import('../../suite/replay.ts'),
      import('../../suite/replay-trust.ts'),
      import('../../suite/version.ts'),
    ]);
    const recipes = (await readRecipes(source!, workingDirectory())).map((recipe) => trustedRecipe(recipe, options));
    const older = recipes.find((recipe) => recipe.version !== version);
    if (older !== undefined) {
      process.stderr.write(
        `intrinsic-lr: this is version ${version}, the counterexample was found by ${printable(older.version)}; numbers may differ\n`,
      );
    }
    return executePlan(planReplay(recipes, laws), options);
  },
};
