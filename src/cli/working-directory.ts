import { ConfigurationError } from '../arithmetic/configuration-error.ts';

/** The working directory; a `ConfigurationError` where it was removed or may not be looked at. */
export function workingDirectory(): string {
  try {
    return process.cwd();
  } catch (thrown) {
    throw new ConfigurationError(
      'WORKING_DIRECTORY',
      `the working directory cannot be used: ${(thrown as Error).message}`,
      'was it removed? change to another',
    );
  }
}
