import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { shellWord } from '../arithmetic/printable.ts';
import type { Configuration } from '../suite/configuration.ts';
import { defaultConfiguration } from '../suite/defaults.ts';
import { configurationNames, findConfiguration } from '../suite/find-configuration.ts';
import { loadConfigurationApart } from '../suite/load-configuration-apart.ts';
import { exitCode } from './exit-code.ts';
import { onCi } from './on-ci.ts';
import { workingDirectory } from './working-directory.ts';

/** What a gate runs, and where its paths start. */
export interface GateConfiguration {
  readonly configuration: Configuration;
  readonly directory: string;
}

/**
 * The configuration of a gate: the file that is named, else that of the working directory, else the built-in default.
 *
 * On CI there is no default: a gate that finds nothing to guard, in the wrong folder for instance, must not pass.
 *
 * @returns the exit code where there is nothing to run, which is told even with `quiet`
 */
export async function configurationFor(options: {
  readonly config?: string;
  readonly subject?: readonly string[];
  readonly quiet?: boolean;
}): Promise<GateConfiguration | number> {
  const here = workingDirectory();
  const file = options.config === undefined ? findConfiguration(here) : resolve(here, options.config);
  if (file !== undefined) {
    return {
      configuration: await loadConfigurationApart(file, options.config ?? relative(here, file)),
      directory: dirname(file),
    };
  }
  if (options.subject !== undefined) return { configuration: { subjects: [] }, directory: here };
  if (!onCi(process.env)) {
    if (options.quiet !== true)
      process.stderr.write(`intrinsic-lr: there is no ${configurationNames} here; this is the built-in default\n`);
    return { configuration: defaultConfiguration, directory: here };
  }
  const above = configurationAbove(here);
  const advice =
    above === undefined
      ? 'write one, or name it with --config'
      : `there is one above: --config ${shellWord(relative(here, above))}, or run the gate there`;
  process.stderr.write(`intrinsic-lr: there is no ${configurationNames} here, and on CI nothing else is run\n  ${advice}\n`);
  return exitCode.nothingSelected;
}

/** The nearest configuration in the folders above, for advice only. */
function configurationAbove(directory: string): string | undefined {
  const parent = dirname(directory);
  if (parent === directory || existsSync(resolve(directory, '.git'))) return undefined;
  try {
    return findConfiguration(parent) ?? configurationAbove(parent);
  } catch {
    return undefined;
  }
}
