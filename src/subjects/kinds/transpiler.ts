import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { syntaxError } from './module-file.ts';

/**
 * Imports a module by transpiling it and what it imports, which Node 20 needs for TypeScript.
 *
 * @param path absolute path
 * @returns the module's namespace, from a new evaluation of all its modules
 * @throws `ConfigurationError` (`SUBJECT_SYNTAX`) with file, line and column
 */
export async function importTranspiled(path: string, directory: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  // TensorFlow.js keeps what it registers for the whole process, and takes seconds to transpile.
  const nativeModules = ['@tensorflow'];
  const jiti = createJiti(import.meta.url, { moduleCache: false, fsCache: false, interopDefault: false, nativeModules });
  try {
    return await jiti.import(path);
  } catch (thrown) {
    throw parseError(thrown, directory) ?? thrown;
  }
}

/** jiti reports `ParseError: message \n path:line:column`. */
function parseError(thrown: unknown, directory: string): ConfigurationError | undefined {
  const match = /ParseError: (?<message>.*?)\s*\n\s*(?<where>\S.*:\d+:\d+)/s.exec(thrown instanceof Error ? thrown.message : '');
  return match?.groups && syntaxError(match.groups.where, match.groups.message, directory);
}
