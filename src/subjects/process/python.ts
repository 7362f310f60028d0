import { fileURLToPath } from 'node:url';
import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import type { ChildOptions } from './child-connection.ts';
import type { ChildState } from './child-instance.ts';
import { openChildOptimizer } from './child-optimizer.ts';

/** The Python that runs subjects: the environment variable INTRINSIC_LR_PYTHON, or `python3`. */
export function pythonProgram(): string {
  return process.env.INTRINSIC_LR_PYTHON || (process.platform === 'win32' ? 'python' : 'python3');
}

/** What a Python subject is started with. */
export interface PythonSubject {
  /** File name of the adapter in adapters/python. */
  readonly adapter: string;
  readonly words: readonly string[];
  readonly reference: string;
  readonly directory: string;
  readonly timeLimit?: number;
  /** See `ChildOptions`. */
  readonly forks?: boolean;
}

/** An optimizer that one of the adapters in adapters/python runs. */
export function openPythonSubject(subject: PythonSubject): Optimizer<ChildState> {
  const options = pythonChild(subject);
  try {
    return openChildOptimizer(options);
  } catch (thrown) {
    if (!(thrown instanceof ConfigurationError) || thrown.code !== 'SUBJECT_PROGRAM_MISSING') throw thrown;
    throw new ConfigurationError(
      'PYTHON_NOT_FOUND',
      `${subject.reference} needs Python, and there is no program "${options.command[0]}"`,
      'install Python 3.9 or later, or let INTRINSIC_LR_PYTHON name one',
    );
  }
}

/** How Python is started for a subject. */
export function pythonChild({ adapter, words, reference, directory, timeLimit, forks }: PythonSubject): ChildOptions {
  const script = fileURLToPath(new URL(`../../../adapters/python/${adapter}`, import.meta.url));
  return { command: [pythonProgram(), '-u', script, ...words], directory, label: reference, timeLimit, forks };
}
