import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import type { ChildOptions } from './child-connection.ts';
import { childEnvironment } from './environment.ts';
import { SpawnedChild, StartError } from './spawned-child.ts';

/**
 * Starts the process of a subject.
 *
 * @throws `ConfigurationError` (`SUBJECT_PROGRAM_MISSING`) where there is no such program
 */
export function spawnChild(options: ChildOptions): SpawnedChild {
  try {
    return new SpawnedChild({ ...options, environment: childEnvironment() });
  } catch (thrown) {
    if (!(thrown instanceof StartError && thrown.missing)) throw thrown;
    throw new ConfigurationError('SUBJECT_PROGRAM_MISSING', `${options.label}: ${thrown.message}`);
  }
}
