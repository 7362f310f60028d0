import { Command, CommanderError } from 'commander';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { describeThrown } from '../arithmetic/describe-thrown.ts';
import { printableLines, withoutCommands } from '../arithmetic/printable.ts';
import { ModelError } from '../subjects/model-error.ts';
import { version } from '../suite/version.ts';
import type { CommandDefinition } from './commands/command-definition.ts';
import { commands } from './commands/index.ts';
import { exitCode } from './exit-code.ts';

/**
 * Parses a command line and runs its command.
 *
 * @param words the command line without the program
 * @returns the exit code
 */
export async function runProgram(words: readonly string[]): Promise<number> {
  let code: number = exitCode.holds;
  const program = new Command('intrinsic-lr')
    .description('Property-based verification of how normalized neural networks train.')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'explain')
    .helpCommand('help [command]', 'explain a command')
    .configureOutput({ outputError: (text, write) => write(withoutCommands(text.replace(/^error: /, 'intrinsic-lr: '))) })
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText(
      'after',
      '\nExit codes: 0 all hold, 1 refuted, 2 usage, 3 crash, 4 undecided, 5 nothing\nselected or no configuration on CI, 130 interrupted.',
    );
  for (const definition of commands) {
    const command = declare(program, definition);
    command.action(async (...received: unknown[]) => {
      const given = definition.arguments === '' ? [] : [received[0] as string | string[] | undefined].flat();
      const [argument, ...rest] = given.filter((word) => word !== undefined);
      code = await definition.run(argument, command.opts(), rest);
    });
  }
  try {
    // The explanation of a command that there is not would be that of all, and pass.
    const [first] = words.filter((word) => !word.startsWith('-'));
    const known = first === undefined || first === 'help' || commands.some(({ name }) => name === first);
    await program.parseAsync(known ? [...words] : [first], { from: 'user' });
    return code;
  } catch (thrown) {
    return report(thrown, words.includes('--verbose'));
  }
}

function declare(program: Command, { name, arguments: syntax, description, options, examples }: CommandDefinition): Command {
  const command = program.command(name).description(description).helpOption('--help', 'explain').allowExcessArguments(false);
  if (syntax !== '') command.argument(syntax);
  for (const option of options) command.addOption(option);
  const lines = examples.map((example) => `  intrinsic-lr ${example}\n`);
  return command.copyInheritedSettings(program).addHelpText('after', `\nExamples:\n${lines.join('')}`);
}

function report(thrown: unknown, verbose: boolean): number {
  // The parser has printed its message; help and version end it with 0.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCode.holds : exitCode.usage;
  const trace = verbose && thrown instanceof Error ? `\n${thrown.stack}` : '';
  const isUsage = thrown instanceof ConfigurationError;
  const isNamed = isUsage || thrown instanceof ModelError;
  const message = isNamed ? thrown.message : describeThrown(thrown);
  const refused = (thrown as NodeJS.ErrnoException | undefined)?.syscall !== undefined;
  const whose = refused
    ? 'the machine refused it: is a disk full, or are there too few descriptors (ulimit -n)?'
    : 'this is a defect of intrinsic-lr, not of your optimizer';
  const advice = isNamed ? '' : `\n  ${whose}${verbose ? '' : '\n  --verbose shows where'}`;
  process.stderr.write(withoutCommands(`intrinsic-lr: ${printableLines(message + advice + trace)}\n`));
  return isUsage ? exitCode.usage : exitCode.crash;
}
