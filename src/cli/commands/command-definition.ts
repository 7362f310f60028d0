import type { Option } from 'commander';

/** A command as data: `program.ts` makes it known to the parser, and nothing is imported for it until it runs. */
export interface CommandDefinition {
  readonly name: string;
  /** Arguments in the parser's notation: `<optimizer>`, `[topic]`, `<command...>`. */
  readonly arguments: string;
  readonly description: string;
  readonly options: readonly Option[];
  /** Command lines worth copying, without the name of the program. */
  readonly examples: readonly string[];
  /**
   * Does the work and returns the exit code.
   *
   * @param rest further arguments, where the notation ends in `...`
   */
  run(argument: string | undefined, options: Readonly<Record<string, unknown>>, rest: readonly string[]): Promise<number>;
}
