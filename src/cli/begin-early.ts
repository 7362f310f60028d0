import { availableParallelism } from 'node:os';
import { kindOf } from '../subjects/load-subject.ts';
import { defaultTimeLimit } from '../subjects/limits.ts';
import { beginWorkers } from '../suite/begun-workers.ts';
import { workingDirectory } from './working-directory.ts';

/** Options with which workers are others, or none are needed; and with which one may be enough. */
const decisive = /^--(?:help|like|workers|time-limit|env|explanations)\b/;
const selective = /^--laws\b/;

/**
 * Starts what `check` will need while the parser and the laws are loaded, where the command line says plainly what that is: a process of
 * Node takes a tenth of a second to start, and PyTorch a second to be imported. What is wrong with the command line is for the parser
 * to say, and what cannot be begun is begun later.
 *
 * @param words the command line without the program
 */
export function beginEarly([command, reference, ...words]: readonly string[]): void {
  if (command !== 'check' || reference === undefined || words.some((word) => decisive.test(word))) return;
  // Where commas divide references is for the parser to say.
  if (reference.startsWith('-') || /^[^?]*,/.test(reference)) return;
  try {
    kindOf(reference);
    beginWorkers(reference, words.some((word) => selective.test(word)) ? 1 : availableParallelism(), {
      timeLimit: defaultTimeLimit,
      directory: workingDirectory(),
      env: [],
      explanations: [],
    });
  } catch {
    // Whoever needs it meets the same.
  }
}
