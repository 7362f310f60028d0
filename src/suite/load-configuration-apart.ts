import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { Configuration } from './configuration.ts';
import type { Failure } from './failure.ts';

/** What the process of a configuration says of it. */
export type ConfigurationAnswer =
  { readonly kind: 'done'; readonly configuration: Configuration } | { readonly kind: 'failed'; readonly failure: Failure };

/** Seconds that importing a configuration may take. */
const timeLimit = 60;

// Run from source, as tests do, the program is the built one: Node 20 starts no TypeScript.
const program = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/suite/configuration-process.js' : './configuration-process.js',
  import.meta.url,
);

/**
 * The configuration in a file, imported in another process: what it imports cannot change what a gate decides, neither by what it does
 * to globals nor by ending the process, and its output is not that of the gate.
 *
 * @param file absolute path
 * @param shown what messages call it
 * @throws `ConfigurationError` as `readConfiguration` does, and `CONFIGURATION_ENDS` or `CONFIGURATION_HANGS` when there is no answer
 */
export async function loadConfigurationApart(file: string, shown: string): Promise<Configuration> {
  const answer = await ask(file, shown);
  if (answer.kind === 'done') return answer.configuration;
  const { code, message, stack } = answer.failure;
  const error = new ConfigurationError(code === 'INTERNAL' ? 'CONFIGURATION_THROWS' : code, message);
  if (stack !== undefined) error.stack = stack;
  throw error;
}

function ask(file: string, shown: string): Promise<ConfigurationAnswer> {
  return new Promise((resolve, reject) => {
    // Its standard output is our standard error; its standard input ends with this process.
    const child = fork(fileURLToPath(program), [file, shown], { execArgv: [], stdio: ['pipe', 2, 2, 'ipc'] });
    const refuse = (code: string, problem: string, advice: string): void =>
      reject(new ConfigurationError(code, `${shown} ${problem}`, advice));
    const timer = setTimeout(() => {
      refuse('CONFIGURATION_HANGS', `is not imported within ${timeLimit} s`, 'a configuration should only say what is to run');
      child.kill('SIGKILL');
    }, 1000 * timeLimit);
    child.on('message', (answer: ConfigurationAnswer) => resolve(answer));
    child.on('error', (error) =>
      refuse('CONFIGURATION_PROCESS', `cannot be imported: ${error.message}`, 'are there too many processes?'),
    );
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const how = signal ?? `exit code ${code}`;
      refuse(
        'CONFIGURATION_ENDS',
        `ends its process while it is imported (${how})`,
        'does it wait for ever, or call process.exit?',
      );
    });
  });
}
