import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { describeThrown } from '../../arithmetic/describe-thrown.ts';
import { nearestName } from '../../arithmetic/nearest-name.ts';

/** The absolute path of a module that exists; otherwise an error with the nearest name in its folder. */
export function findModule(reference: string, directory: string): string {
  const path = resolve(directory, reference);
  if (!existsSync(path)) {
    const folder = dirname(path);
    const nearest = existsSync(folder) ? nearestName(basename(path), readdirSync(folder)) : undefined;
    throw new ConfigurationError(
      'SUBJECT_NOT_FOUND',
      `there is no file ${reference}`,
      nearest === undefined
        ? `relative paths start at ${directory}`
        : `did you mean "${relative(directory, resolve(folder, nearest))}"?`,
    );
  }
  if (statSync(path).isDirectory()) {
    throw new ConfigurationError(
      'SUBJECT_NOT_FOUND',
      `${reference} is a folder`,
      'name the module whose default export is the optimizer',
    );
  }
  return path;
}

/** The error for a module that stops while it is imported. */
export function importError(thrown: unknown, reference: string, directory: string): ConfigurationError {
  const { code, message = '' } = thrown instanceof Error ? (thrown as NodeJS.ErrnoException) : {};
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    return new ConfigurationError(
      'SUBJECT_IMPORT_MISSING',
      `${reference} imports something that cannot be found: ${message.split('\n')[0].replaceAll(`${directory}/`, '')}`,
      'is its package installed, and does a relative import carry its file extension?',
    );
  }
  const error = new ConfigurationError(
    'SUBJECT_IMPORT_THROWS',
    `${reference} throws while it is imported: ${describeThrown(thrown)}`,
    'a module under test should only define its optimizer; --verbose shows where it throws',
  );
  error.cause = thrown;
  return error;
}

/** The error for a module that is not JavaScript or TypeScript; `where` is `path:line:column`. */
export function syntaxError(where: string, message: string, directory: string): ConfigurationError {
  return new ConfigurationError('SUBJECT_SYNTAX', `${where.replace(`${directory}/`, '')}: syntax error: ${message}`);
}
