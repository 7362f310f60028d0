import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';

const fileNames = ['ts', 'mts', 'js', 'mjs'].map((extension) => `intrinsic-lr.config.${extension}`);

/** What the files are called that are found without being named. */
export const configurationNames = 'intrinsic-lr.config.{ts,mts,js,mjs}';

/**
 * The path of the configuration in a folder, or `undefined` when there is none.
 *
 * @param directory where to look; folders above it are not searched
 * @throws `ConfigurationError` when there are two
 */
export function findConfiguration(directory: string): string | undefined {
  const [file, second] = fileNames.filter((name) => existsSync(join(directory, name)));
  if (second !== undefined) {
    throw new ConfigurationError('CONFIGURATION_AMBIGUOUS', `there are both ${file} and ${second}`, 'remove one of them');
  }
  return file === undefined ? undefined : join(directory, file);
}
