import type { Option } from 'commander';

/** A command as data: `program.ts` makes it known to the parser, and nothing is imported for it until it runs. */
export interface CommandDefinition {
  readonly name: string;
  /** Arguments in the parser's notation: `<optimizer>`, `[topic]`. */
  readonly arguments: string;
  readonly description: string;
  readonly options: readonly Option[];
  /** Command lines worth copying, without the name of the program. */
  readonly examples: readonly string[];
  /** Does the work and returns the exit code. */
  run(argument: string | undefined, options: Readonly<Record<string, unknown>>): Promise<number>;
}
